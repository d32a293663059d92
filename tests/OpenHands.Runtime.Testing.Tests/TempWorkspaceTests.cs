using System.Diagnostics;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class TempWorkspaceTests
{
    [Test]
    public void Files_are_written_read_and_listed()
    {
        using var workspace = new TempWorkspace();

        var path = workspace.Write("b/c.txt", "é");
        workspace.Write("a.txt", "");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(path, Is.EqualTo(Path.Combine(workspace.Root, "b", "c.txt")));
            Assert.That(workspace.Read("b/c.txt"), Is.EqualTo("é"));
            Assert.That(workspace.Files, Is.EqualTo(["a.txt", "b/c.txt"]));
            Assert.That((workspace.Exists("b"), workspace.Exists("nope")), Is.EqualTo((true, false)));
        }
    }

    [TestCase("../x")]
    [TestCase("/etc/passwd")]
    [TestCase("a/../../x")]
    public void A_path_that_leads_out_is_refused(string path)
    {
        using var workspace = new TempWorkspace();

        Assert.That(() => workspace.PathOf(path), Throws.ArgumentException.With.Message.Contains(path));
    }

    [Test]
    public void It_is_removed_with_read_only_content_and_links_whose_targets_stay()
    {
        using var outside = new TempWorkspace();
        outside.Write("kept", "");
        var workspace = new TempWorkspace();
        File.SetAttributes(workspace.Write("locked/f", ""), FileAttributes.ReadOnly);
        Directory.CreateSymbolicLink(workspace.PathOf("link"), outside.Root);
        File.CreateSymbolicLink(workspace.PathOf("broken"), "nowhere");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(workspace.PathOf("locked"), UnixFileMode.UserRead);
        }

        workspace.Dispose();
        workspace.Dispose();

        Assert.That(Directory.Exists(workspace.Root), Is.False);
        Assert.That(outside.Exists("kept"), Is.True);
    }

    [Test]
    [Platform("Linux")]
    public async Task It_is_removed_with_names_that_are_no_text()
    {
        var workspace = new TempWorkspace();
        using var bash = Process.Start("bash", ["-c", $"mkdir '{workspace.Root}'/$'\\xff' && touch '{workspace.Root}'/$'\\xff'/$'\\xfe'"]);
        await bash.WaitForExitAsync();

        workspace.Dispose();

        Assert.That(bash.ExitCode, Is.Zero);
        Assert.That(Directory.Exists(workspace.Root), Is.False);
    }
}
