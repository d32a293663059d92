using System.Diagnostics;

namespace OpenHands.Execution.Tests;

/// <summary>Gives each test a workspace of its own, and a directory beside it that nothing may touch.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class WorkspaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("openhands-tests-").FullName;

    protected WorkspaceTests()
    {
        Workspace = Path.Combine(_root, "ohws");
        Outside = Path.Combine(_root, "ohws-evil");

        // Others may enter it, so that what a test forbids them is what stops them.
        File.SetUnixFileMode(_root, (UnixFileMode)0x1ed);
        Directory.CreateDirectory(Workspace);
        Directory.CreateDirectory(Outside);
        Files = new SandboxFiles(Workspace);
    }

    protected string Workspace { get; }

    protected string Outside { get; }

    internal SandboxFiles Files { get; }

    [TearDown]
    public void Nothing_is_left_outside_the_workspace_nor_as_a_temporary_file()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.GetFileSystemEntries(_root), Has.Length.EqualTo(2));
            Assert.That(Directory.GetFileSystemEntries(Outside), Is.Empty);
            Assert.That(Directory.GetFiles(Workspace, "*.tmp", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }), Is.Empty);
        }
    }

    public void Dispose()
    {
        Files.Dispose();

        // Not the BCL: it cannot remove names that are not UTF-8.
        using var remove = Process.Start("rm", ["-rf", _root]);
        remove.WaitForExit();
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(Workspace, name);

    protected string Put(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    protected Task<Observation> ReadAsync(string path, int start = 0, int end = -1) =>
        Files.ReadAsync(new FileReadAction(path) { Start = start, End = end }, Workspace, CancellationToken.None);

    protected Task<Observation> WriteAsync(string path, string content, int start = 0, int end = -1) =>
        Files.WriteAsync(new FileWriteAction(path, content) { Start = start, End = end }, Workspace, CancellationToken.None);
}
