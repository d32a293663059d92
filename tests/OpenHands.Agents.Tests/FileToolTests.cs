using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class FileToolTests : FakeToolTests
{
    private protected override AgentToolOptions Options => new() { MaxResultLength = 1000, MaxReadLines = 5 };

    [Test]
    public async Task Lines_have_their_numbers()
    {
        Runtime.Files.Write("f", "one\ntwo\nthree");

        var result = await Tools.CallAsync("read_file", ("path", "f"), ("start_line", 2));

        Assert.That(result, Is.EqualTo("/workspace/f, lines 2 to 3; this is the end of the file\n     2\ttwo\n     3\tthree"));
    }

    [Test]
    public async Task A_long_file_comes_in_parts_that_make_the_whole()
    {
        Runtime.Files.Write("f", string.Concat(Enumerable.Range(1, 12).Select(i => $"line {i}\n")));

        var first = await Tools.CallAsync("read_file", ("path", "f"));
        var last = await Tools.CallAsync("read_file", ("path", "f"), ("start_line", 11), ("end_line", 500));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Does.StartWith("/workspace/f, lines 1 to 5; there are more, from line 6 on").And.EndsWith("line 5"));
            Assert.That(last, Is.EqualTo("/workspace/f, lines 11 to 12; this is the end of the file\n    11\tline 11\n    12\tline 12"));
        }
    }

    [Test]
    public async Task A_long_line_is_cut_and_long_lines_come_in_parts()
    {
        Runtime.Files.Write("f", string.Concat(Enumerable.Repeat($"{new string('x', 700)}\n", 12)));
        var tools = new Toolbox(Runtime, new AgentToolOptions { MaxResultLength = 1000 });

        var result = await tools.CallAsync("read_file", ("path", "f"));

        Assert.That(result, Does.Contain("600 more characters in this line").And.Contain("there are more, from line ").And.Length.LessThan(1200));
    }

    [Test]
    public async Task Windows_line_ends_are_told_and_not_shown()
    {
        Runtime.Files.Write("f", "one\r\ntwo\r\n");

        var result = await Tools.EditAsync("view", "f", ("view_range", System.Text.Json.JsonDocument.Parse("[1,-1]").RootElement));

        Assert.That(result, Is.EqualTo("/workspace/f, lines 1 to 2, lines end with CRLF; this is the end of the file\n     1\tone\n     2\ttwo"));
    }

    [Test]
    public async Task An_empty_file_says_so()
    {
        Runtime.Files.Write("f", "");

        Assert.That(await Tools.CallAsync("read_file", ("path", "f")), Is.EqualTo("/workspace/f is empty."));
    }

    [TestCase("missing", "Error: File not found: /workspace/missing. Your current working directory is /workspace.")]
    [TestCase("dir", "Error: Path is a directory: /workspace/dir. You can only read files. Use list_files for directories.")]
    [TestCase("binary", "Error: File could not be decoded as utf-8: /workspace/binary. It is no text file: look at it with run, for example with file or xxd.")]
    [TestCase("../../../etc/missing", "Error: File not found: ")]
    public async Task What_cannot_be_read_or_edited_says_why(string path, string message)
    {
        Runtime.Files.Write("binary", new byte[] { 0xFF, 0xFE, 0x00 });
        Runtime.Files.CreateDirectory("dir");

        var read = await Tools.CallAsync("read_file", ("path", path));
        var edit = await Tools.EditAsync("str_replace", path, ("old_str", "a"), ("new_str", "b"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Does.StartWith(message));
            Assert.That(edit, Does.StartWith(message));
        }
    }

    [Test]
    public async Task A_line_behind_the_end_is_an_error()
    {
        Runtime.Files.Write("f", "one\n");

        Assert.That(await Tools.CallAsync("read_file", ("path", "f"), ("start_line", 2)), Does.StartWith("Error: /workspace/f has no line 2."));
    }

    [Test]
    public async Task A_file_is_written_byte_for_byte()
    {
        var result = await Tools.CallAsync("write_file", ("path", "a/f"), ("content", "é\r\n"));

        Runtime.ShouldHaveFile("a/f", "é\r\n");
        Assert.That(result, Is.EqualTo("Wrote /workspace/a/f: 1 line, 4 bytes."));
    }
}
