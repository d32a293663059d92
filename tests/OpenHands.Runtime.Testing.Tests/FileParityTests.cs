using System.Runtime.Versioning;
using CsCheck;
using OpenHands.Local;

namespace OpenHands.Testing.Tests;

/// <summary>What the fake files answer is what real ones do.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FileParityTests : IAsyncDisposable
{
    private static readonly string[] s_paths = ["a", "d/b", "./d//c", "d", "a/x", "nope/..", "gone/../y", "a/../y", "../out", "", "d/../a", "n\0l", "/"];

    private static readonly string[] s_texts = ["", "x", "l1\nl2\nl3\n", "a\r\nb\r\nc", "\n\n", "é🙂", "no end\nhere", "\ufeffmark\n", "\ud83d"];

    private static readonly string[] s_directories = ["", "..", "a", "d", "gone"];

    private static readonly Gen<AgentAction> s_action = Gen.Select(
        Gen.Bool, Gen.OneOf(s_paths), Gen.OneOf(s_texts), Gen.OneOf(-9, -2, 0, 0, 0, 1, 2, 9), Gen.OneOf(-9, -2, -1, -1, 0, 1, 2, 9),
        (writes, path, text, start, end) => writes
            ? (AgentAction)new FileWriteAction(path, text) { Start = start, End = end }
            : new FileReadAction(path) { Start = start, End = end });

    private readonly TempWorkspace _workspace = new();
    private readonly CapturingPlugin _realPlugin = new();
    private readonly CapturingPlugin _fakePlugin = new();
    private LocalRuntime _real = null!;
    private FakeRuntime _fake = null!;

    [SetUp]
    public async Task StartBoth()
    {
        _real = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = _workspace.PathOf("real/ws"), Plugins = [() => _realPlugin] });
        await _real.StartAsync();
        _fake = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { WorkspacePath = _real.WorkspacePath, Plugins = [() => _fakePlugin] });
    }

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        await _real.DisposeAsync();
        _workspace.Dispose();
    }

    [Test]
    public async Task Any_reads_and_writes_are_answered_alike() =>
        await s_action.SampleAsync(
            async action =>
            {
                var expected = await _real.ExecuteAsync(action);
                var actual = await _fake.ExecuteAsync(action);
                Assert.That(actual, Is.EqualTo(expected), $"{action}");
                foreach (var directory in s_directories)
                {
                    Assert.That(await _fake.ListFilesAsync(directory), Is.EqualTo(await _real.ListFilesAsync(directory)), $"'{directory}' after {action}");
                }
            },
            iter: 1_000, threads: 1);

    [Test]
    public async Task A_tree_goes_in_and_out_alike()
    {
        _workspace.Write("tree/naïve 你/f", "content");
        _workspace.Write("tree/.Z/B", "1");
        _workspace.Write("tree/b", "2");
        File.SetUnixFileMode(_workspace.Write("tree/run", "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(_workspace.PathOf("tree/empty"));
        File.CreateSymbolicLink(_workspace.PathOf("tree/link"), "naïve 你/f");
        File.CreateSymbolicLink(_workspace.PathOf("tree/dirlink"), "empty");
        File.CreateSymbolicLink(_workspace.PathOf("tree/broken"), "nowhere");

        foreach (var (runtime, name) in new (Runtime, string)[] { (_real, "from-real"), (_fake, "from-fake") })
        {
            await runtime.CopyToAsync(_workspace.PathOf("tree"), "up", recursive: true);
            await runtime.CopyFromAsync("up/tree", _workspace.PathOf(name), recursive: true);
            await runtime.CopyFromAsync("up/tree/b", _workspace.PathOf($"{name}-file"));
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await _fake.ListFilesAsync("up/tree"), Is.EqualTo(await _real.ListFilesAsync("up/tree")));
            Assert.That(await _fake.ReadFileAsync("up/tree/link"), Is.EqualTo("content"));
            Assert.That(Describe("from-fake"), Is.EqualTo(Describe("from-real")).And.Not.Empty);
            Assert.That(_workspace.Read("from-fake-file/b"), Is.EqualTo("2"));
        }
    }

    [TestCase("../evil", null, TestName = "{m} a name with dots")]
    [TestCase("/evil", null, TestName = "{m} an absolute name")]
    [TestCase("link", "../../out", TestName = "{m} a link out")]
    [TestCase("link", "/etc", TestName = "{m} an absolute link")]
    public async Task An_archive_is_refused_alike_for(string name, string? linkTarget)
    {
        var archive = Archives.Single(name, linkTarget);

        foreach (var executor in Executors)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => executor.UploadTreeAsync("d", new MemoryStream(archive)));
        }
    }

    [TestCase(0)]
    [TestCase(100)]
    [TestCase(700)]
    public async Task A_torn_archive_is_refused_alike(int length)
    {
        var archive = Archives.Single("f", null)[..length];

        foreach (var executor in Executors)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => executor.UploadTreeAsync("d", new MemoryStream(archive)));
        }
    }

    [Test]
    public async Task What_cannot_be_transferred_is_refused_alike()
    {
        foreach (var executor in Executors)
        {
            await executor.UploadFileAsync("file", new MemoryStream([1]));

            await Assert.ThrowsAsync<FileNotFoundException>(() => executor.DownloadFileAsync("nope", Stream.Null));
            await Assert.ThrowsAsync<DirectoryNotFoundException>(() => executor.DownloadTreeAsync("nope", Stream.Null));
            Assert.That(await ProblemAsync(executor.DownloadFileAsync("", Stream.Null)), Does.EndWith("Is a directory."));
            Assert.That(await ProblemAsync(executor.UploadFileAsync("", new MemoryStream([1]))), Does.EndWith("Is a directory."));
            Assert.That(await ProblemAsync(executor.UploadFileAsync("file/x", new MemoryStream([1]))), Does.EndWith("Not a directory."));
        }
    }

    private IActionExecutor[] Executors => [_realPlugin.Executor, _fakePlugin.Executor];

    private static async Task<string?> ProblemAsync(Task transfer)
    {
        await transfer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (transfer.Exception?.InnerException as IOException)?.Message;
    }

    private string[] Describe(string tree)
    {
        var root = _workspace.PathOf(tree);
        return [.. new DirectoryInfo(root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(entry => $"{Path.GetRelativePath(root, entry.FullName)} {(entry.LinkTarget is null ? entry.UnixFileMode : null)} {entry.LinkTarget}")
            .Order(StringComparer.Ordinal)];
    }
}
