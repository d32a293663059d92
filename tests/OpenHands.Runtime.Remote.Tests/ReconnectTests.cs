namespace OpenHands.Remote.Tests;

/// <summary>Connections break. Commands run once all the same, and nobody is told something that is not so.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ReconnectTests
{
    private const string UntilGo = "echo run >> runs; echo begun; until [ -e go ]; do sleep 0.02; done; echo ended";

    [Test]
    public async Task A_connection_that_breaks_in_mid_command_ends_with_its_result_and_one_run([Values(1, 3)] int breaks)
    {
        await using var host = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(proxy.Url);
        var output = new Collecting();
        var begun = output.Sees("begun\n");

        var running = executor.ExecuteAsync(Command(UntilGo), output.Add);
        await begun;
        for (var i = 0; i < breaks; i++)
        {
            proxy.Cut();
            await executor.ListFilesAsync();
        }

        await File.WriteAllTextAsync(host.PathOf("go"), "");
        var observation = await running;

        Assert.That(observation.Content, Is.EqualTo("begun\nended"));
        Assert.That(await File.ReadAllLinesAsync(host.PathOf("runs")), Has.Length.EqualTo(1));
        Assert.That(output.Chunks.Select(chunk => chunk.Offset), Is.Ordered.Ascending.And.Unique);
    }

    [Test]
    public async Task A_host_that_is_gone_for_good_is_an_unknown_outcome_and_not_a_second_run()
    {
        await using var host = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(options: () => Impatient(proxy.Url));
        var output = new Collecting();
        var begun = output.Sees("begun\n");

        var running = executor.ExecuteAsync(Command(UntilGo), output.Add);
        await begun;
        proxy.Cut(forGood: true);
        var exception = await Assert.ThrowsAsync<RuntimeOutcomeUnknownException>(() => running);
        await File.WriteAllTextAsync(host.PathOf("go"), "");

        Assert.That(exception!.Message, Does.Contain("may have run").And.Contain("not sent a second time"));
        Assert.That(exception.IsTransient, Is.False);
        Assert.That(await File.ReadAllLinesAsync(host.PathOf("runs")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_host_that_was_restarted_meanwhile_is_not_asked_to_run_it()
    {
        await using var host = await TestHost.StartAsync();
        await using var second = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(proxy.Url);
        var output = new Collecting();
        var begun = output.Sees("begun\n");

        var running = executor.ExecuteAsync(Command(UntilGo), output.Add);
        await begun;
        proxy.LeadTo(second.Url);
        proxy.Cut();
        var unknown = await Assert.ThrowsAsync<RuntimeOutcomeUnknownException>(() => running);
        var later = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => executor.ExecuteAsync(Command("echo x >> runs")));
        await File.WriteAllTextAsync(host.PathOf("go"), "");

        Assert.That(unknown!.Message, Does.Contain("restarted"));
        Assert.That(later!.Message, Does.Contain("restarted").And.Contain("new runtime"));
        Assert.That(File.Exists(second.PathOf("runs")), Is.False);
    }

    [Test]
    public async Task What_was_never_sent_is_said_to_be_so()
    {
        await using var host = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(options: () => Impatient(proxy.Url));
        await proxy.DisposeAsync();

        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => executor.ExecuteAsync(Command("echo x >> runs")));

        Assert.That(exception!.IsTransient, Is.True);
        Assert.That(exception.Message, Does.Contain("not sent"));
        Assert.That(File.Exists(host.PathOf("runs")), Is.False);
    }

    [Test]
    public async Task Reads_settings_and_variables_survive_a_break()
    {
        await using var host = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(proxy.Url);

        proxy.Cut();
        await executor.SetEnvironmentAsync(new Dictionary<string, string> { ["A"] = "1" });
        proxy.Cut();
        var names = await executor.ListFilesAsync("/");
        proxy.Cut();
        var observation = await executor.ExecuteAsync(Command("echo $A"));

        Assert.That(names, Does.Contain("tmp/"));
        Assert.That(observation.Content, Is.EqualTo("1"));
    }

    [Test]
    public async Task Cancelling_works_across_a_break()
    {
        await using var host = await TestHost.StartAsync();
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(proxy.Url);
        using var cancel = new CancellationTokenSource();
        var output = new Collecting();
        var begun = output.Sees("begun\n");

        var running = executor.ExecuteAsync(Command(UntilGo), output.Add, cancel.Token);
        await begun;
        proxy.Cut();
        await cancel.CancelAsync();
        var observation = (CmdOutputObservation)await running;

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.Interrupted));
        Assert.That(observation.Content, Does.StartWith("begun"));
    }

    [Test]
    public async Task An_upload_that_breaks_leaves_the_old_file_and_says_that_it_may_be_done_again()
    {
        await using var host = await TestHost.StartAsync();
        await File.WriteAllTextAsync(host.PathOf("f"), "old");
        await using var proxy = new CuttableProxy(host.Url);
        await using var executor = await host.ConnectAsync(options: () => Impatient(proxy.Url));

        var upload = executor.UploadFileAsync("f", new EndlessThatCuts(() => proxy.Cut()));
        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => upload);

        Assert.That(exception!.IsTransient, Is.True);
        Assert.That(exception.Message, Does.Contain("safe to do it again"));
        Assert.That(await File.ReadAllTextAsync(host.PathOf("f")), Is.EqualTo("old"));
    }

    private static CmdRunAction Command(string command) => new(command) { Blocking = true, KeepPrompt = false, Timeout = TimeSpan.FromMinutes(1) };

    private static HttpActionExecutorOptions Impatient(Uri url) => new() { BaseAddress = url, ReconnectTimeout = TimeSpan.FromMilliseconds(200) };

    /// <summary>Cuts the connection after some megabytes, and goes on.</summary>
    private sealed class EndlessThatCuts(Action cut) : Stream
    {
        private int _reads;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (++_reads == 20)
            {
                cut();
            }

            return ValueTask.FromResult(buffer.Length);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
