using OpenHands.Tests.Support;

namespace OpenHands.Tests.AgentSkills;

public sealed class SearchingTests : SkillsTest
{
    [Test]
    public async Task Files_are_listed_in_the_order_of_their_names()
    {
        foreach (var name in (string[])["z.txt", "b/y.txt", "a/x.txt", "b/a.txt", "B.txt", ".git/config"])
        {
            Skills.Add(name, "needle\n");
        }

        var answers = await Skills.CallAllAsync(new SkillCall("search_dir", "needle"), new SkillCall("find_file", "t"));

        Assert.Multiple(() =>
        {
            Assert.That(answers[0].Output, Is.EqualTo(
                "[Found 6 matches for \"needle\" in ./]\n./B.txt (Line 1): needle\n./z.txt (Line 1): needle\n./.git/config (Line 1): needle\n./a/x.txt (Line 1): needle\n./b/a.txt (Line 1): needle\n./b/y.txt (Line 1): needle\n[End of matches for \"needle\" in ./]\n"));
            Assert.That(answers[1].Output, Does.Contain("]\n./B.txt\n./z.txt\n./a/x.txt\n./b/a.txt\n./b/y.txt\n[End"));
        });
    }

    [Test]
    public async Task A_tree_of_pipes_links_and_binary_files_is_searched_without_waiting()
    {
        Skills.Add("found.txt", "needle\n");
        Skills.Add("binary", [0, 1, 2, .. "needle\n"u8]);
        Skills.Add("bad.txt", [0xFF, .. "needle"u8, 0xFE]);
        File.CreateSymbolicLink(Path.Combine(Skills.Workspace, "broken"), "nowhere");
        File.CreateSymbolicLink(Path.Combine(Skills.Workspace, "circle"), ".");
        Assert.That(await Commands.TryRunAsync("mkfifo", Path.Combine(Skills.Workspace, "pipe")), Is.Zero);

        var output = await Skills.CallAsync("search_dir", "needle");

        Assert.That(output, Is.EqualTo(
            "[Found 2 matches for \"needle\" in ./]\n./bad.txt (Line 1): \uFFFDneedle\uFFFD\n./found.txt (Line 1): needle\n[End of matches for \"needle\" in ./]\n"));
    }

    // Root may read everything, so what the system would refuse to others is refused by hand.
    [Test]
    public async Task What_cannot_be_read_is_counted_and_named()
    {
        Skills.Add("a.txt", "needle\n");
        Skills.Add("secret.txt", "needle\n");

        var output = await Skills.RunAsync("", "-c", """
            import builtins
            from agentskills import *
            real = builtins.open
            def guarded(path, *arguments, **named):
                if str(path).endswith("secret.txt"):
                    raise PermissionError(13, "Permission denied", path)
                return real(path, *arguments, **named)
            builtins.open = guarded
            search_dir("needle")
            search_file("needle", "secret.txt")
            open_file("secret.txt")
            """);

        Assert.That(output, Is.EqualTo("""
            [Found 1 matches for "needle" in ./]
            ./a.txt (Line 1): needle
            [End of matches for "needle" in ./]
            [1 files or directories could not be read, the first is ./secret.txt]
            ERROR: Cannot read secret.txt: Permission denied.
            ERROR: Cannot read secret.txt: Permission denied.

            """));
    }

    [Test]
    public async Task More_than_a_thousand_matches_are_counted_but_not_all_shown()
    {
        Skills.Add("a.txt", string.Concat(Enumerable.Repeat("needle\n", 1_500)));

        var output = await Skills.CallAsync("search_dir", "needle");

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.StartWith("[Found 1500 matches for \"needle\" in ./]\n"));
            Assert.That(output, Does.EndWith("(Line 1000): needle\n[Only the first 1000 are shown. Please narrow your search.]\n[End of matches for \"needle\" in ./]\n"));
        });
    }

    [TestCase(0)]
    [TestCase(256 * 1024 - 3)]
    [TestCase(700_000)]
    public async Task A_match_in_a_very_long_line_is_shown_with_what_is_around_it(int before)
    {
        Skills.Add("a.txt", $"first\n{new string('x', before)}needle{new string('y', 300_000)}\nlast needle");

        var output = await Skills.CallAsync("search_dir", "needle");

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.StartWith("[Found 2 matches"));
            Assert.That(output, Does.Contain("(Line 2): ").And.Contain("needleyyy").And.Contain("(Line 3): last needle\n"));
            Assert.That(output, Has.Length.LessThan(1_500));
        });
    }

    [Test]
    public async Task A_name_that_is_no_text_is_shown_and_searched()
    {
        // The file goes before the test ends: .NET cannot delete a name that is no text.
        var output = await Skills.RunAsync("", "-c", """
            import os
            from agentskills import *
            open(b"needle\xff.txt", "w").write("needle")
            search_dir("needle")
            find_file("needle")
            os.remove(b"needle\xff.txt")
            """);

        Assert.That(output, Does.Contain("\n./needle\uFFFD.txt (Line 1): needle\n").And.Contain("\n./needle\uFFFD.txt\n"));
    }
}
