using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpenHands.Remote.Tests;

/// <summary>A sandbox may lie. What it answers is bounded, checked, and followed nowhere.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostileHostTests
{
    private static readonly TestCaseData[] Nonsense =
    [
        Answer("not JSON", "hello"),
        Answer("half of JSON", """{"observation":"run","content":"x"""),
        Answer("a list", "[]"),
        Answer("null", "null"),
        Answer("an unknown observation", """{"observation":"nope","content":"","extras":{}}"""),
        Answer("an action", """{"action":"run","args":{"command":"reboot"}}"""),
        Answer("wrong extras", """{"observation":"run","content":"","extras":{"command":7}}"""),
        Answer("a user's rejection", """{"observation":"user_rejected","content":"","extras":{}}"""),
        Answer("an agent's state", """{"observation":"agent_state_changed","content":"","extras":{"agent_state":"finished"}}"""),
        Answer("deep JSON", new string('[', 500)),
    ];

    private static readonly TestCaseData[] Selves =
    [
        Self("""{"uptime":1,"idle_time":1}""", "API key", typeof(RuntimeStartException)),
        Self("""{"uptime":1,"idle_time":1,"protocol":99,"version":"9"}""", "protocol 99, this program 1. Update this program", typeof(ExecutorProtocolException)),
        Self("""{"uptime":1,"idle_time":1,"protocol":0}""", "Update the host", typeof(ExecutorProtocolException)),
        Self("""{"uptime":1,"idle_time":1,"protocol":1,"instance":"i","working_dir":"relative","actions":[]}""", "'working_dir'", typeof(ExecutorProtocolException)),
        Self("""{"uptime":1,"idle_time":1,"protocol":1,"instance":"i\r\nX: y","working_dir":"/w","actions":[]}""", "'instance'", typeof(ExecutorProtocolException)),
        Self("""{"uptime":1,"idle_time":1,"protocol":1,"instance":"i","working_dir":"/w","actions":[null]}""", "'actions'", typeof(ExecutorProtocolException)),
        Self("""{"uptime":"long","idle_time":1}""", "does not understand", typeof(ExecutorProtocolException)),
        Self("<html>", "does not understand", typeof(ExecutorProtocolException)),
    ];

    [TestCaseSource(nameof(Nonsense))]
    public async Task An_answer_that_is_nonsense_is_a_protocol_error(string answer)
    {
        await using var server = await HostileServer.StartAsync(context => HostileServer.JsonAsync(context, answer));
        await using var executor = await ConnectAsync(server.Url);

        var exception = await Assert.ThrowsAsync<ExecutorProtocolException>(() => executor.ExecuteAsync(new CmdRunAction("true")));

        Assert.That(exception!.Message, Does.Contain(server.Url.AbsoluteUri));
    }

    [TestCaseSource(nameof(Selves))]
    public async Task A_host_that_tells_nonsense_about_itself_is_not_used(string info, string message, Type type)
    {
        await using var server = await HostileServer.StartAsync(info: info);

        var connecting = ConnectAsync(server.Url);
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(connecting.Exception?.InnerException, Is.InstanceOf(type).With.Message.Contains(message));
    }

    [Test]
    public async Task What_is_no_HTTP_is_a_protocol_error([Values("SSH-2.0-OpenSSH_9\r\n", "HTTP/1.1 99999 X\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0\0\0\r\n\r\n")] string bytes)
    {
        using var until = new CancellationTokenSource();
        var url = await HostileServer.BytesAsync(bytes, until.Token);

        var exception = await Assert.ThrowsAsync<ExecutorProtocolException>(() => ConnectAsync(url));
        await until.CancelAsync();

        Assert.That(exception!.Message, Does.Contain("did not answer in HTTP"));
    }

    [Test]
    public async Task What_the_sandbox_stamps_on_an_observation_does_not_count()
    {
        await using var server = await HostileServer.StartAsync(context => HostileServer.JsonAsync(
            context, """{"id":0,"cause":7,"source":"user","timestamp":"2001-01-01T00:00:00","observation":"error","content":"x","extras":{}}"""));
        await using var executor = await ConnectAsync(server.Url);

        var observation = await executor.ExecuteAsync(new CmdRunAction("true"));

        Assert.That((observation.Id, observation.Cause, observation.Source, observation.Timestamp), Is.EqualTo((AgentEvent.Unassigned, (long?)null, (EventSource?)null, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task An_answer_without_end_is_cut_off([Values(true, false)] bool isStreamed)
    {
        await using var server = await HostileServer.StartAsync(async context =>
        {
            context.Response.ContentType = isStreamed ? "application/x-ndjson" : "application/json";
            var noise = Encoding.ASCII.GetBytes(new string('x', 60_000));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(noise, context.RequestAborted);
            }
        });
        await using var executor = await ConnectAsync(server.Url);
        var before = GC.GetTotalAllocatedBytes();

        var exception = await Assert.ThrowsAsync<ExecutorProtocolException>(() => executor.ExecuteAsync(new CmdRunAction("true"), isStreamed ? _ => { } : null));

        Assert.That(exception!.Message, Does.Contain("more than 1000000 bytes"));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(100_000_000));
    }

    [Test]
    public async Task A_download_without_end_is_cut_off()
    {
        await using var server = await HostileServer.StartAsync(async context =>
        {
            var noise = new byte[60_000];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(noise, context.RequestAborted);
            }
        });
        await using var executor = await ConnectAsync(server.Url);

        var exception = await Assert.ThrowsAsync<IOException>(() => executor.DownloadFileAsync("f", Stream.Null));

        Assert.That(exception!.Message, Does.Contain("MaxDownloadBytes"));
    }

    [Test]
    public async Task A_redirection_is_not_followed()
    {
        var visited = false;
        await using var inner = await HostileServer.StartAsync(context =>
        {
            visited = true;
            return HostileServer.JsonAsync(context, """["secret"]""");
        });
        await using var server = await HostileServer.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(inner.Url, "/list_files").AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var executor = await ConnectAsync(server.Url);

        var exception = await Assert.ThrowsAsync<ExecutorProtocolException>(() => executor.ListFilesAsync());

        Assert.That(exception!.Message, Does.Contain("307"));
        Assert.That(visited, Is.False);
    }

    [Test]
    public async Task A_host_that_does_not_answer_is_given_up_in_time()
    {
        await using var server = await HostileServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var executor = await ConnectAsync(server.Url);
        var started = Stopwatch.GetTimestamp();

        var unavailable = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => executor.ListFilesAsync());
        var unknown = await Assert.ThrowsAsync<RuntimeOutcomeUnknownException>(
            () => executor.ExecuteAsync(new CmdRunAction("true") { Timeout = TimeSpan.FromMilliseconds(100) }));

        Assert.That(unavailable!.Message, Does.Contain("did not answer within"));
        Assert.That(unknown!.Message, Does.Contain("did not answer within"));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task A_host_that_ignores_a_cancel_does_not_keep_the_caller()
    {
        await using var server = await HostileServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var executor = await ConnectAsync(server.Url);
        using var cancel = new CancellationTokenSource();

        var running = executor.ExecuteAsync(new CmdRunAction("sleep 300") { Timeout = TimeSpan.FromMinutes(10) }, cancellationToken: cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAsync<RuntimeOutcomeUnknownException>(() => running);
    }

    [Test]
    public async Task Errors_are_quoted_without_what_a_terminal_obeys_and_not_at_length()
    {
        await using var server = await HostileServer.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return HostileServer.JsonAsync(context, $$"""{"detail":"\u001b[2J{{new string('x', 100_000)}}","code":"unavailable"}""");
        });
        await using var executor = await ConnectAsync(server.Url);

        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => executor.ExecuteAsync(new CmdRunAction("true")));

        Assert.That(exception!.Message, Has.Length.LessThan(5_000).And.Not.Contain("\u001b"));
    }

    [Test]
    public async Task An_error_of_an_unknown_word_is_a_protocol_error_that_names_the_status()
    {
        await using var server = await HostileServer.StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            return HostileServer.JsonAsync(context, """{"detail":"System.IO.FileNotFoundException","code":"teapot"}""");
        });
        await using var executor = await ConnectAsync(server.Url);

        var exception = await Assert.ThrowsAsync<ExecutorProtocolException>(() => executor.DownloadFileAsync("f", Stream.Null));

        Assert.That(exception!.Message, Does.Contain("418"));
    }

    [Test]
    public async Task Names_that_are_none_are_a_protocol_error()
    {
        await using var server = await HostileServer.StartAsync(context => HostileServer.JsonAsync(context, "[null]"));
        await using var executor = await ConnectAsync(server.Url);

        await Assert.ThrowsAsync<ExecutorProtocolException>(() => executor.ListFilesAsync());
    }

    [Test]
    public async Task Nobody_at_the_address_is_a_start_error_within_the_time()
    {
        var server = await HostileServer.StartAsync();
        var url = server.Url;
        await server.DisposeAsync();

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => ConnectAsync(url));

        Assert.That(exception!.Message, Does.Contain(url.AbsoluteUri));
    }

    private static TestCaseData Answer(string name, string answer) => new(answer) { TestName = $"{{m}}: {name}" };

    private static TestCaseData Self(string info, string message, Type type) => new(info, message, type) { TestName = $"{{m}}: {message}" };

    private static Task<HttpActionExecutor> ConnectAsync(Uri url) => HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions
    {
        BaseAddress = url,
        MaxAnswerBytes = 1_000_000,
        MaxDownloadBytes = 10_000_000,
        AnswerTimeout = TimeSpan.FromSeconds(2),
        StartTimeout = TimeSpan.FromSeconds(2),
        ReconnectTimeout = TimeSpan.FromMilliseconds(200),
    });
}
