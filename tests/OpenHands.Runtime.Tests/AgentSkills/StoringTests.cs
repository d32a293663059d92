using System.Runtime.Versioning;

namespace OpenHands.Tests.AgentSkills;

[SupportedOSPlatform("linux")]
public sealed class StoringTests : SkillsTest
{
    [Test]
    public async Task A_file_keeps_its_mode_when_edited()
    {
        var path = Skills.Add("a.sh", "one\n");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, Mode);

        await Skills.CallAsync("append_file", "a.sh", "two");

        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(Mode));
    }

    [Test]
    public async Task A_link_stays_a_link_and_its_target_is_edited()
    {
        Skills.Add("sub/target.txt", "one\n");
        var link = Path.Combine(Skills.Workspace, "link.txt");
        File.CreateSymbolicLink(link, "sub/target.txt");

        await Skills.CallAsync("append_file", "link.txt", "two");

        Assert.Multiple(() =>
        {
            Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo("sub/target.txt"));
            Assert.That(Skills.Read("sub/target.txt"), Is.EqualTo("one\ntwo\n"));
        });
    }

    [Test]
    public async Task An_edit_leaves_no_other_file_behind_whether_it_succeeds_or_not()
    {
        Skills.Add("a.py", "x = 1\n");
        Skills.Environment["ENABLE_AUTO_LINT"] = "true";

        await Skills.CallAllAsync(
            new SkillCall("append_file", "a.py", "y = 2"),
            new SkillCall("append_file", "a.py", "def f(:"),
            new SkillCall("insert_content_at_line", "a.py", -1, "z"),
            new SkillCall("edit_file_by_replace", "a.py", "missing", "z"));

        Assert.That(Directory.EnumerateFileSystemEntries(Skills.Workspace).Select(Path.GetFileName), Is.EqualTo((string[])["a.py"]));
    }

    [Test]
    public async Task A_disk_that_takes_no_more_leaves_the_old_content_and_nothing_else()
    {
        Skills.Add("a.txt", "one\n");

        var output = await Skills.RunAsync("", "-c", """
            import resource, signal
            from agentskills import *
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            append_file("a.txt", "x" * 100000)
            """);

        Assert.Multiple(() =>
        {
            Assert.That(output, Is.EqualTo("ERROR: Cannot edit a.txt: File too large.\n"));
            Assert.That(Skills.Read("a.txt"), Is.EqualTo("one\n"));
            Assert.That(Directory.EnumerateFileSystemEntries(Skills.Workspace).Count(), Is.EqualTo(1));
        });
    }

    // The branches that only users without privileges meet; the system's refusals are played, whoever runs the tests.
    [TestCase("tempfile.mkstemp", "PermissionError(errno.EACCES, 'Permission denied')", "one\ntwo\n", TestName = "A_file_in_a_directory_that_takes_no_file_is_overwritten")]
    [TestCase("os.replace", "OSError(errno.EBUSY, 'Device or resource busy')", "one\ntwo\n", TestName = "A_file_that_is_mounted_is_overwritten")]
    [TestCase("os.replace", "OSError(errno.EIO, 'Input/output error')", "one\n", TestName = "A_file_that_cannot_be_replaced_stays_as_it_was")]
    public async Task Storing_survives(string call, string refusal, string expected)
    {
        Skills.Add("a.txt", "one\n");

        await Skills.RunAsync("", "-c", $"""
            import errno, os, tempfile
            from agentskills import *
            def refuse(*arguments, **named):
                raise {refusal}
            {call} = refuse
            append_file("a.txt", "two")
            """);

        Assert.Multiple(() =>
        {
            Assert.That(Skills.Read("a.txt"), Is.EqualTo(expected));
            Assert.That(Directory.EnumerateFileSystemEntries(Skills.Workspace).Count(), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_file_keeps_its_owner_or_is_overwritten_where_it_is()
    {
        var path = Skills.Add("a.txt", "one\n");

        var output = await Skills.RunAsync("", "-c", """
            import os
            from agentskills import *
            before = os.stat("a.txt").st_ino
            real = os.fstat
            def of_another(handle):
                status = list(real(handle))
                status[4] += 1
                return os.stat_result(status)
            def refuse(*arguments):
                raise PermissionError(1, "Operation not permitted")
            os.fstat, os.fchown = of_another, refuse
            append_file("a.txt", "two")
            print(os.stat("a.txt").st_ino == before)
            """);

        Assert.Multiple(() =>
        {
            Assert.That(output, Does.EndWith("\nTrue\n"));
            Assert.That(File.ReadAllText(path), Is.EqualTo("one\ntwo\n"));
        });
    }
}
