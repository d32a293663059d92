using System.Diagnostics;

namespace OpenHands.Remote.Tests;

/// <summary>The one static file: it runs where there is nothing but a shell.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class StaticExecutorTests
{
    private static readonly string s_executor = Path.Combine(Root(), "artifacts", "executor", "linux-x64", "openhands-executor");

    [SetUp]
    public void SkipWithoutIt()
    {
        if (!File.Exists(s_executor))
        {
            Assert.Ignore("The static executor is not built. Run eng/build-executor.sh.");
        }

        if (Environment.UserName != "root" || !File.Exists("/bin/bash-static"))
        {
            Assert.Ignore("A sandbox without a C library is made by chroot and bash-static, which needs root and that package.");
        }
    }

    [Test]
    public void It_is_small()
    {
        Assert.That(new FileInfo(s_executor).Length, Is.LessThan(20 * 1024 * 1024));
    }

    [Test]
    public async Task Its_whole_route_list_runs_without_a_C_library_and_without_libssl()
    {
        using var image = new TemporaryDirectory();
        await using var program = await StartAsync(image);
        await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = program.Url, ApiKey = "key", SoftTimeout = TimeSpan.FromSeconds(1) });
        using var tar = new MemoryStream();
        using var back = new MemoryStream();
        var output = new Collecting();

        var observation = await executor.ExecuteAsync(new CmdRunAction("echo $BASH_VERSION; echo *") { Blocking = true, KeepPrompt = false }, output.Add);
        await executor.SetEnvironmentAsync(new Dictionary<string, string> { ["A"] = "1" });
        await executor.UploadFileAsync("d/f", new MemoryStream([1, 2, 3]));
        await executor.DownloadFileAsync("d/f", back);
        await executor.DownloadTreeAsync("d", tar);
        tar.Position = 0;
        await executor.UploadTreeAsync("e", tar);
        var names = await executor.ListFilesAsync();
        await executor.ResetAsync();
        await using var tunnel = await executor.ConnectPortAsync(program.Url.Port);
        await tunnel.WriteAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var answer = new byte[15];
        await tunnel.ReadExactlyAsync(answer);

        Assert.That(observation.Content, Does.StartWith("5."));
        Assert.That(output.Chunks, Is.Not.Empty);
        Assert.That(back.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(names, Is.EqualTo(["d/", "e/"]));
        Assert.That(System.Text.Encoding.ASCII.GetString(answer), Is.EqualTo("HTTP/1.1 200 OK"));
        Assert.That(Directory.GetFileSystemEntries(image.PathOf("lib64")), Is.Empty);
    }

    [Test]
    public async Task As_the_first_process_it_collects_orphans_and_stops_when_told()
    {
        using var image = new TemporaryDirectory();
        await using var program = await StartAsync(image, isFirstProcess: true);
        await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = program.Url, ApiKey = "key" });
        const string Orphan = "( : & ) ; ( ( exec /bin/bash -c : ) & ); wait; read -r line < /proc/1/cmdline; echo $BASHPID";

        var observation = await executor.ExecuteAsync(new CmdRunAction(Orphan) { Blocking = true, KeepPrompt = false });
        const string Zombies = "z=1; for i in {1..500}; do z=0; for s in /proc/[0-9]*/stat; do read -r _ _ state _ < $s 2>/dev/null; [ \"$state\" = Z ] && z=1; done; ((z)) || break; done; echo zombies $z";
        var zombies = await executor.ExecuteAsync(new CmdRunAction(Zombies) { Blocking = true, KeepPrompt = false });

        Assert.That(observation.Content, Is.Not.Empty);
        Assert.That(zombies.Content, Does.EndWith("zombies 0"));
    }

    private static async Task<StaticProgram> StartAsync(TemporaryDirectory image, bool isFirstProcess = false)
    {
        foreach (var directory in new[] { "bin", "tmp", "proc", "dev", "lib64", "work", "dev/pts" })
        {
            Directory.CreateDirectory(image.PathOf(directory));
        }

        File.Copy("/bin/bash-static", image.PathOf("bin/bash"));
        File.Copy(s_executor, image.PathOf("bin/openhands-executor"));
        var mounts = $"mount -t proc proc {image.Path}/proc && mount --rbind /dev {image.Path}/dev";

        // In a mount namespace of its own, which goes with the last process.
        string[] inner = isFirstProcess
            ? ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", $"{mounts} && exec chroot {image.Path} /bin/openhands-executor serve 0 --working-dir /work"]
            : ["unshare", "--mount", "sh", "-c", $"{mounts} && exec chroot {image.Path} /bin/openhands-executor serve 0 --working-dir /work"];
        var start = new ProcessStartInfo(inner[0], inner[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SESSION_API_KEY"] = "key";
        start.Environment["PATH"] = "/bin:/usr/bin:/sbin:/usr/sbin";
        return await StaticProgram.WaitAsync(Process.Start(start)!);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "OpenHands.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests do not lie in the repository.");
        }

        return directory.FullName;
    }

    private sealed class StaticProgram(Process process, Uri url) : IAsyncDisposable
    {
        public Uri Url { get; } = url;

        public static async Task<StaticProgram> WaitAsync(Process process)
        {
            Uri? url = null;
            while (await process.StandardOutput.ReadLineAsync() is { } line && line != "Runtime client initialized.")
            {
                url = new Uri(line.Split(' ')[2]);
            }

            return new StaticProgram(process, url ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()));
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
