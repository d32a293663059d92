namespace OpenHands.Tests.AgentSkills;

public sealed class ViewingTests : SkillsTest
{
    [Test]
    public async Task Separators_that_no_compiler_counts_do_not_end_a_line()
    {
        Skills.Add("a.txt", "a\fb\u2028c\u0085d\nsecond\rthird\r\n");

        var output = await Skills.CallAsync("open_file", "a.txt");

        Assert.That(output, Is.EqualTo("[File: /fixture/a.txt (3 lines total)]\n(this is the beginning of the file)\n1|a\fb\u2028c\u0085d\n2|second\n3|third\n(this is the end of the file)\n"));
    }

    [Test]
    public async Task A_long_line_is_cut_and_says_by_how_much()
    {
        Skills.Add("a.txt", new string('x', 1_000_000) + "\nend\n");

        var output = await Skills.CallAsync("open_file", "a.txt");

        Assert.That(output, Does.Contain($"\n1|{new string('x', 4096)}… [995904 more characters]\n2|end\n"));
    }

    [Test]
    public async Task A_file_of_many_lines_and_bytes_is_shown_in_little_memory()
    {
        var path = Skills.Add("big.txt", "");
        await using (var file = new StreamWriter(path))
        {
            for (var line = 1; line <= 2_000_000; line++)
            {
                await file.WriteLineAsync($"line {line} of a file that is far larger than the memory that may be used");
            }
        }

        var output = await Skills.RunAsync("", "-c", """
            import resource
            from agentskills import *
            resource.setrlimit(resource.RLIMIT_AS, (128 * 1024 * 1024,) * 2)
            open_file("big.txt", 1999000, 3)
            search_file("line 1777777 ")
            edit_file_by_replace("big.txt", "line 5 ", "")
            """);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.Contain("\n1999000|line 1999000 of"));
            Assert.That(output, Does.Contain("\nLine 1777777: line 1777777 of"));
            Assert.That(output, Does.Contain("ERROR: File /fixture/big.txt is larger than 64 MiB".Replace("/fixture", Skills.Workspace, StringComparison.Ordinal)));
        });
    }

    [Test]
    public async Task Moving_on_in_a_file_that_is_gone_says_so()
    {
        Skills.Add("a.txt", "a\n");

        var output = await Skills.RunAsync("", "-c", "import os; from agentskills import *; open_file('a.txt'); os.remove('a.txt'); scroll_down()");

        Assert.That(output, Does.EndWith($"\nERROR: File {Skills.Workspace}/a.txt not found.\n"));
    }

    [Test]
    public async Task The_open_file_stays_open_when_the_working_directory_changes()
    {
        Skills.Add("a.txt", "a\n");

        var output = await Skills.RunAsync("", "-c", "import os; from agentskills import *; append_file('a.txt', 'b'); os.chdir('/'); goto_line(2); search_file('b')");

        Assert.That(output, Does.EndWith("(this is the end of the file)\n[Found 1 matches for \"b\" in a.txt]\nLine 2: b\n[End of matches for \"b\" in a.txt]\n"));
    }

    [Test]
    public async Task Bytes_that_are_not_UTF8_are_shown_as_replacement_characters()
    {
        Skills.Add("a.txt", [0x61, 0xFF, 0x62, 0x0A]);

        var output = await Skills.CallAsync("open_file", "a.txt");

        Assert.That(output, Does.Contain("\n1|a\uFFFDb\n"));
    }

    [Test]
    public async Task An_output_without_Unicode_is_no_error()
    {
        Skills.Add("a.txt", "🙂\n");
        Skills.Environment["PYTHONIOENCODING"] = "ascii";

        var output = await Skills.RunAsync("", "-c", "from agentskills import *; open_file('a.txt')");

        Assert.That(output, Does.Contain("\n1|\\U0001f642\n"));
    }

    [Test]
    public async Task A_file_cannot_be_created_over_a_link_that_leads_nowhere()
    {
        File.CreateSymbolicLink(Path.Combine(Skills.Workspace, "link"), "nowhere");

        var output = await Skills.CallAsync("create_file", "link");

        Assert.That(output, Is.EqualTo("ERROR: File 'link' already exists.\n"));
    }
}
