using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

[TestFixture]
public sealed class PromptBlockTests
{
    [TestCase("hello\n", "hello\r\n\r\n\nopenhands@sandbox:/workspace $ ")]
    [TestCase("hello", "hello\r\n\r\n\nopenhands@sandbox:/workspace $ ")]
    [TestCase("hello\n\n", "hello\n\r\n\r\n\nopenhands@sandbox:/workspace $ ")]
    [TestCase("hello\r\n", "hello\r\n\r\n\nopenhands@sandbox:/workspace $ ")]
    [TestCase("", "\r\n\r\n\nopenhands@sandbox:/workspace $ ")]
    public void One_line_end_of_the_output_gives_way_to_the_separator(string output, string expected) =>
        Assert.That(Block().Append(output, "/workspace", ""), Is.EqualTo(expected));

    [Test]
    public void A_separator_within_the_output_is_taken_out_because_clients_cut_at_the_first()
    {
        var content = Block().Append("HTTP/1.1 200 OK\r\n\r\nbody\n", "/", "");

        Assert.That(content, Is.EqualTo("HTTP/1.1 200 OK\n\nbody\r\n\r\n\nopenhands@sandbox:/ $ "));
    }

    [TestCase("/home/u", "~")]
    [TestCase("/home/u/x:y@z", "~/x:y@z")]
    [TestCase("/home/user", "/home/user")]
    [TestCase("/", "/")]
    public void The_home_directory_is_shown_as_a_tilde(string directory, string expected) =>
        Assert.That(Block().Append("", directory, ""), Does.EndWith($"@sandbox:{expected} $ "));

    [Test]
    public void Root_has_a_hash()
    {
        var block = new PromptBlock("root", "h", isRoot: true, home: "/root");

        Assert.That(block.Append("", "/w", ""), Is.EqualTo("\r\n\r\n\nroot@h:/w # "));
    }

    [Test]
    public void The_first_python_on_the_path_is_named()
    {
        var directory = Directory.CreateTempSubdirectory("openhands-path-").FullName;
        File.WriteAllText(Path.Combine(directory, "python"), "");
        File.SetUnixFileMode(Path.Combine(directory, "python"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var content = Block().Append("out\n", "/w", $"/nonexistent:{directory}:/usr/bin");

        Assert.That(content, Is.EqualTo($"out\r\n\r\n[Python Interpreter: {directory}/python]\nopenhands@sandbox:/w $ "));
        Directory.Delete(directory, recursive: true);
    }

    private static PromptBlock Block() => new("openhands", "sandbox", isRoot: false, home: "/home/u");
}
