using System.Text;

namespace OpenHands.Tests.AgentSkills;

public sealed class EditingTests : SkillsTest
{
    [Test]
    public async Task Replacing_a_part_of_a_line_leaves_the_rest_of_it()
    {
        Skills.Add("a.txt", "one\n  two three\n");

        await Skills.CallAsync("edit_file_by_replace", "a.txt", "wo", "WO");

        Assert.That(Skills.Read("a.txt"), Is.EqualTo("one\n  tWO three\n"));
    }

    [Test]
    public async Task Replacing_whole_lines_with_nothing_removes_them()
    {
        Skills.Add("a.txt", "one\ntwo\nthree\n");

        var output = await Skills.CallAsync("edit_file_by_replace", "a.txt", "two\n", "");

        Assert.Multiple(() =>
        {
            Assert.That(Skills.Read("a.txt"), Is.EqualTo("one\nthree\n"));
            Assert.That(output, Does.StartWith("[File: /fixture/a.txt (2 lines total after edit)]\n").And.Contain("(edited at line 2)"));
        });
    }

    [Test]
    public async Task A_match_with_other_spaces_gets_the_indentation_of_the_file()
    {
        Skills.Add("a.py", "class A:\n    def f(self):\n        return  1\n\n    x = 2\n");

        await Skills.CallAsync("edit_file_by_replace", "a.py", "def f(self):\n    return 1", "def f(self):\n    return 2\n\ndef g(self):\n    return 3");

        Assert.That(Skills.Read("a.py"), Is.EqualTo("class A:\n    def f(self):\n        return 2\n\n    def g(self):\n        return 3\n\n    x = 2\n"));
    }

    [TestCase("  a = 1\n", "    a = 2\n", "\ta = 2\n")]
    [TestCase("a=1", "b", "\tb\n")]
    [TestCase("= 1  \n", "=  3\n", "\ta =  3\n")]
    public async Task Spaces_of_the_caller_that_are_not_in_the_file_do_not_matter(string wanted, string content, string expected)
    {
        Skills.Add("a.txt", "\ta = 1\n");

        await Skills.CallAsync("edit_file_by_replace", "a.txt", wanted, content.Replace("    a", "  a", StringComparison.Ordinal));

        Assert.That(Skills.Read("a.txt"), Is.EqualTo(expected));
    }

    [TestCase("same", TestName = "A_text_that_occurs_twice_is_not_replaced")]
    [TestCase("aa", TestName = "A_text_that_occurs_overlapping_itself_is_not_replaced")]
    [TestCase("x=1", TestName = "A_text_that_occurs_twice_but_for_spaces_is_not_replaced")]
    public async Task An_ambiguous_text_is_not_replaced(string wanted)
    {
        const string Content = "same\nsame\naaa\nx = 1\nx  = 1\n";
        Skills.Add("a.txt", Content);

        var output = await Skills.CallAsync("edit_file_by_replace", "a.txt", wanted, "new");

        Assert.Multiple(() =>
        {
            Assert.That(output, Is.EqualTo("ERROR: `to_replace` appears more than once, please include enough lines to make code in `to_replace` unique.\n"));
            Assert.That(Skills.Read("a.txt"), Is.EqualTo(Content));
        });
    }

    [TestCase(" \n", "x", "a.txt", "ERROR: `to_replace` must not be empty.\n")]
    [TestCase("x", "x", "a.txt", "ERROR: `to_replace` and `new_content` must be different.\n")]
    [TestCase("x", "y", "missing", "ERROR: File missing not found.\n")]
    [TestCase("x", "y", ".", "ERROR: File . not found.\n")]
    [TestCase("two\nx", "y", "a.txt", "[No exact match found in a.txt for\n```\ntwo\nx\n```\n]\n")]
    public async Task A_replacement_that_cannot_be_made_says_why(string wanted, string content, string file, string expected)
    {
        Skills.Add("a.txt", "one\ntwo\n");

        var output = await Skills.CallAsync("edit_file_by_replace", file, wanted, content);

        Assert.That(output, Is.EqualTo(expected));
    }

    [TestCase("edit_file_by_replace", "b\r\n", "x\ny\n", "a\r\nx\r\ny\r\nc\r\n")]
    [TestCase("edit_file_by_replace", "b\nc", "x\ny", "a\r\nx\r\ny\r\n")]
    [TestCase("insert_content_at_line", 2, "x\ny", "a\r\nx\r\ny\r\nb\r\nc\r\n")]
    [TestCase("append_file", null, "x\ny", "a\r\nb\r\nc\r\nx\r\ny\r\n")]
    public async Task New_lines_get_the_line_ends_of_the_file(string function, object? where, string content, string expected)
    {
        Skills.Add("a.txt", "a\r\nb\r\nc\r\n");

        await Skills.CallAsync(function, where switch
        {
            int line => ["a.txt", line, content],
            string wanted => ["a.txt", wanted, content],
            _ => ["a.txt", content],
        });

        Assert.That(Skills.Read("a.txt"), Is.EqualTo(expected));
    }

    [Test]
    public async Task Bytes_that_are_not_UTF8_survive_an_edit()
    {
        var path = Skills.Add("a.txt", [0xEF, 0xBB, 0xBF, 0xFF, 0x0A, 0x62, 0x0A, 0xC3]);

        await Skills.CallAsync("edit_file_by_replace", "a.txt", "b", "é");

        Assert.That(File.ReadAllBytes(path), Is.EqualTo((byte[])[0xEF, 0xBB, 0xBF, 0xFF, 0x0A, 0xC3, 0xA9, 0x0A, 0xC3]));
    }

    [Test]
    public async Task Content_that_has_no_bytes_is_refused()
    {
        Skills.Add("a.txt", "one\n");

        var answers = await Skills.CallAllAsync(
            new SkillCall("append_file", "a.txt", 5),
            new SkillCall("insert_content_at_line", "a.txt", "1", "x"));
        var half = await Skills.RunAsync("", "-c", "from agentskills import *; append_file('a.txt', chr(0xD83D))");

        Assert.Multiple(() =>
        {
            Assert.That(answers[0].Output, Does.StartWith("ERROR: The new content must be text"));
            Assert.That(answers[1].Output, Does.StartWith("[Error editing file a.txt."));
            Assert.That(half, Does.StartWith("ERROR: The new content must be text"));
            Assert.That(Skills.Read("a.txt"), Is.EqualTo("one\n"));
        });
    }

    [Test]
    public async Task Nothing_appended_changes_nothing()
    {
        var path = Skills.Add("a.txt", "no end");
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);

        await Skills.CallAsync("append_file", "a.txt", "");

        Assert.Multiple(() =>
        {
            Assert.That(Skills.Read("a.txt"), Is.EqualTo("no end"));
            Assert.That(File.GetLastWriteTimeUtc(path), Is.EqualTo(DateTime.UnixEpoch));
        });
    }

    [Test]
    public async Task A_large_text_is_found_and_replaced_in_little_time()
    {
        var lines = string.Concat(Enumerable.Range(0, 200_000).Select(number => $"    value  = {number}\r\n"));
        Skills.Add("a.txt", new StringBuilder(lines).Append("the end\r\n").ToString());

        await Skills.CallAsync("edit_file_by_replace", "a.txt", lines.Replace("value  =", "value =", StringComparison.Ordinal) + "the end", "all");

        Assert.That(Skills.Read("a.txt"), Is.EqualTo("all\r\n"));
    }
}
