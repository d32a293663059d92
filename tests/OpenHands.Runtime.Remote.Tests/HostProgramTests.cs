using System.Diagnostics;

namespace OpenHands.Remote.Tests;

/// <summary>The host as a program: its command line, its bridge, its change of account.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostProgramTests
{
    [Test]
    public async Task It_is_called_as_0_9_3_called_its_own()
    {
        await using var program = await HostProgram.StartAsync(["0", "--plugins", "agent_skills", "jupyter", "--user-id", "1000"]);
        await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = program.Url });

        var observation = await executor.ExecuteAsync(new CmdRunAction("pwd") { Blocking = true, KeepPrompt = false });

        Assert.That(observation.Content, Is.EqualTo(program.Workspace));
    }

    [TestCase("serve --nope", "serve does not know '--nope'.")]
    [TestCase("serve 1 --plugins nope", "Plugin nope not found")]
    [TestCase("serve 1 --user-id x", "--user-id wants a whole number, not 'x'.")]
    [TestCase("serve 99999", "99999 is no port; it must be between 0 and 65535.")]
    [TestCase("connect", "connect wants the path of a socket")]
    [TestCase("launch --uid 0", "launch wants a program after --.")]
    [TestCase("dance", "There is no command 'dance'.")]
    public async Task A_wrong_call_is_named_and_leaves_with_2(string call, string message)
    {
        var (exitCode, _, error) = await HostProgram.RunAsync(call.Split(' '));

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(message).And.Contain("--help"));
    }

    [Test]
    public async Task What_cannot_be_served_is_named_and_leaves_with_1()
    {
        var missing = await HostProgram.RunAsync("serve", "0", "--working-dir", "/no/such/place");
        var nobody = await HostProgram.RunAsync("connect", "/no/such/socket");

        Assert.That((missing.ExitCode, nobody.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(missing.Error, Does.Contain("/no/such/place"));
        Assert.That(nobody.Error, Does.Contain("/no/such/socket"));
    }

    [Test]
    public async Task A_bridge_carries_everything_that_a_network_would()
    {
        await using var socket = await SocketHost.StartAsync();
        await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions
        {
            BaseAddress = new Uri("http://sandbox/"),
            Connect = _ => ValueTask.FromResult<Stream>(new BridgeStream(socket.Path)),
        });
        var output = new Collecting();
        var content = new byte[3_000_000];
        Random.Shared.NextBytes(content);
        using var back = new MemoryStream();

        var observation = await executor.ExecuteAsync(new CmdRunAction("echo over the bridge") { Blocking = true, KeepPrompt = false }, output.Add);
        await executor.UploadFileAsync("f", new MemoryStream(content));
        await executor.DownloadFileAsync("f", back);

        Assert.That(observation.Content, Is.EqualTo("over the bridge"));
        Assert.That(output.Chunks.Single().Text, Is.EqualTo("over the bridge\n"));
        Assert.That(back.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public async Task A_bridge_ends_at_once_when_its_host_does_although_its_input_is_open()
    {
        var socket = await SocketHost.StartAsync();
        using var bridge = HostProgram.Begin(["connect", socket.Path], []);
        await bridge.StandardInput.WriteAsync("GET /alive HTTP/1.1\r\nHost: x\r\n\r\n");
        await bridge.StandardInput.FlushAsync();
        var first = await bridge.StandardOutput.ReadLineAsync();

        await socket.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await bridge.WaitForExitAsync(patience.Token);

        Assert.That(first, Is.EqualTo("HTTP/1.1 200 OK"));
        Assert.That(bridge.HasExited, Is.True);
    }

    [Test]
    public async Task A_bridge_ends_when_its_input_does()
    {
        await using var socket = await SocketHost.StartAsync();
        using var bridge = HostProgram.Begin(["connect", socket.Path], []);

        bridge.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await bridge.WaitForExitAsync(patience.Token);

        Assert.That(bridge.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Launch_enters_a_directory_with_variables_and_becomes_the_program()
    {
        var (exitCode, output, _) = await HostProgram.RunAsync("launch", "--cwd", "/usr", "--env", "A=b c=d", "--", "sh", "-c", "pwd; echo \"$A\"; exit 5");
        var missing = await HostProgram.RunAsync("launch", "--", "no-such-program");

        Assert.That((exitCode, output), Is.EqualTo((5, "/usr\nb c=d\n")));
        Assert.That(missing.ExitCode, Is.EqualTo(127));
    }

    [Test]
    public async Task Launch_becomes_another_account_for_good()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("Only root can become another account.");
        }

        var (exitCode, output, error) = await HostProgram.RunAsync("launch", "--uid", "65534", "--gid", "65534", "--", "sh", "-c", "id -u; id -g; id -G");

        Assert.That((exitCode, output), Is.EqualTo((0, "65534\n65534\n65534\n")), error);
    }

    /// <summary>A host on a unix socket.</summary>
    private sealed class SocketHost(TemporaryDirectory directory, Execution.Host.ExecutorHost host, string path) : IAsyncDisposable
    {
        private int _isDisposed;

        public string Path { get; } = path;

        public static async Task<SocketHost> StartAsync()
        {
            var directory = new TemporaryDirectory();
            var path = $"{directory.Path}/run/socket";
            var host = await Execution.Host.ExecutorHost.StartAsync(new Execution.Host.ExecutorHostOptions { UnixSocket = path, WorkingDirectory = directory.Path });
            return new SocketHost(directory, host, path);
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                await host.DisposeAsync();
                directory.Dispose();
            }
        }
    }

    /// <summary>Standard input and output of a bridge, as one stream.</summary>
    private sealed class BridgeStream(string socket) : Stream
    {
        private readonly Process _bridge = HostProgram.Begin(["connect", socket], []);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _bridge.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _bridge.StandardInput.BaseStream.WriteAsync(buffer, cancellationToken);
            await _bridge.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _bridge.Kill();
                _bridge.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
