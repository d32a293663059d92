using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>Who is served, and what is refused at once.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HostAccessTests
{
    private const string Key = "s3cret-key";

    [Test]
    public async Task With_a_key_everything_but_life_signs_wants_it()
    {
        await using var host = await TestHost.StartAsync(Keyed);

        foreach (var route in new[] { "/execute_action", "/list_files", "/environment", "/settings", "/reset", "/cancel_request", "/shell/input", "/shell/keys", "/upload_file", "/nope" })
        {
            foreach (var headers in new (string, string)[][] { [], [("X-Session-API-Key", "wrong")], [("X-Session-API-Key", "")], [("X-Session-API-Key", Key + "x")] })
            {
                var answer = await host.Http.PostAsync(route, "{}", headers);
                Assert.That((answer.Status, answer.Body.Text("detail")), Is.EqualTo((403, "Invalid API Key")), route);
            }
        }

        Assert.That((await host.Http.PostAsync("/list_files", "{}", ("X-Session-API-Key", Key))).Status, Is.EqualTo(200));
        Assert.That(await host.Http.GetStringAsync("/alive"), Is.EqualTo("""{"status":"ok"}"""));
    }

    [Test]
    public async Task Who_has_no_key_sees_times_only()
    {
        await using var host = await TestHost.StartAsync(Keyed);

        var (_, open) = await host.Http.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "/server_info"));
        var wrong = await host.Http.AnswerAsync(new HttpRequestMessage(HttpMethod.Get, "/server_info") { Headers = { { "X-Session-API-Key", "wrong" } } });

        Assert.That(open!.AsObject().Select(pair => pair.Key), Is.EqualTo(["uptime", "idle_time"]));
        Assert.That(wrong.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_wrong_key_is_a_start_error_that_does_not_show_it()
    {
        await using var host = await TestHost.StartAsync(Keyed);

        var wrong = await Assert.ThrowsAsync<RuntimeStartException>(() => host.ConnectAsync(options: () => new() { BaseAddress = host.Url, ApiKey = "guessed" }));
        var missing = await Assert.ThrowsAsync<RuntimeStartException>(() => host.ConnectAsync());

        Assert.That(wrong!.Message, Does.Contain("SESSION_API_KEY").And.Not.Contain("guessed"));
        Assert.That(missing!.Message, Does.Contain("SESSION_API_KEY"));
    }

    [Test]
    public async Task Without_a_key_no_web_page_is_served()
    {
        await using var host = await TestHost.StartAsync();
        var run = Requests.Run("touch touched");

        var foreignOrigin = await host.Http.PostAsync("/execute_action", run, ("Origin", "https://evil.example"));
        var nullOrigin = await host.Http.PostAsync("/execute_action", run, ("Origin", "null"));
        var rebound = await host.Http.PostAsync("/execute_action", run, ("Host", $"evil.example:{host.Url.Port}"));
        using var plain = new HttpRequestMessage(HttpMethod.Post, "/execute_action") { Content = new StringContent(run, Encoding.UTF8, "text/plain") };
        var simple = await host.Http.AnswerAsync(plain);

        Assert.That((foreignOrigin.Status, foreignOrigin.Body.Text("code")), Is.EqualTo((403, "foreign_origin")));
        Assert.That((nullOrigin.Status, nullOrigin.Body.Text("code")), Is.EqualTo((403, "foreign_origin")));
        Assert.That((rebound.Status, rebound.Body.Text("code")), Is.EqualTo((403, "foreign_host")));
        Assert.That((simple.Status, simple.Body.Text("code")), Is.EqualTo((415, "unsupported_media_type")));
        Assert.That(File.Exists(host.PathOf("touched")), Is.False);
    }

    [Test]
    public async Task A_name_that_was_allowed_is_served()
    {
        await using var host = await TestHost.StartAsync(path => new ExecutorHostOptions { Port = 0, WorkingDirectory = path, AllowedHosts = ["sandbox.test"] });

        var answer = await host.Http.PostAsync("/list_files", "{}", ("Host", "sandbox.test"));

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task An_address_that_others_reach_is_refused_without_a_key([Values("0.0.0.0", "::", "192.0.2.1")] string address)
    {
        using var directory = new TemporaryDirectory();

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => ExecutorHost.StartAsync(
            new ExecutorHostOptions { Port = 0, Address = address, WorkingDirectory = directory.Path }));

        Assert.That(exception!.Message, Does.Contain(address).And.Contain("SESSION_API_KEY"));
    }

    [Test]
    public async Task A_socket_in_a_directory_of_others_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var open = Directory.CreateDirectory(Path.Combine(directory.Path, "open"), (UnixFileMode)0b111_101_101).FullName;

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => ExecutorHost.StartAsync(
            new ExecutorHostOptions { UnixSocket = Path.Combine(open, "s"), WorkingDirectory = directory.Path }));

        Assert.That(exception!.Message, Does.Contain("chmod 700"));
    }

    [TestCase("/execute_action", "application/json")]
    [TestCase("/upload_file?path=x", "application/octet-stream")]
    public async Task A_body_of_ten_gigabytes_is_refused_within_a_second(string route, string type)
    {
        await using var host = await TestHost.StartAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Url.Host, host.Url.Port);
        var started = Stopwatch.GetTimestamp();

        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 10000000000\r\n\r\n{{\"action\":"));
        var answer = new byte[4096];
        var read = await socket.ReceiveAsync(answer.AsMemory());

        Assert.That(Encoding.ASCII.GetString(answer, 0, read), Does.StartWith("HTTP/1.1 413").And.Contain("too_large"));
        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task A_body_of_unknown_length_is_refused_when_it_is_too_long()
    {
        await using var host = await TestHost.StartAsync(path => new ExecutorHostOptions { Port = 0, WorkingDirectory = path, MaxUploadBytes = 1000 });
        await using var executor = await host.ConnectAsync();
        var pipe = new System.IO.Pipelines.Pipe();
        await pipe.Writer.WriteAsync(new byte[2000]);
        await pipe.Writer.CompleteAsync();

        var exception = await Assert.ThrowsAsync<IOException>(() => executor.UploadFileAsync("f", pipe.Reader.AsStream()));

        Assert.That(exception!.Message, Does.Contain("1000 bytes"));
        Assert.That(Directory.GetFileSystemEntries(host.Workspace), Is.Empty);
    }

    [Test]
    public async Task A_body_that_stands_still_is_given_up()
    {
        await using var host = await TestHost.StartAsync(path => new ExecutorHostOptions { Port = 0, WorkingDirectory = path, TransferIdleTimeout = TimeSpan.FromMilliseconds(200) });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Url.Host, host.Url.Port);

        await socket.SendAsync("POST /upload_file?path=f HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        var answer = new byte[4096];
        var read = await socket.ReceiveAsync(answer.AsMemory());

        Assert.That(Encoding.ASCII.GetString(answer, 0, read), Does.StartWith("HTTP/1.1 408"));
        Assert.That(Directory.GetFileSystemEntries(host.Workspace), Is.Empty);
    }

    [Test]
    public async Task A_running_command_does_not_keep_others_waiting()
    {
        await using var host = await TestHost.StartAsync();
        using var leave = new CancellationTokenSource();
        var running = host.Http.SendAsync(Requests.Post("/execute_action", Requests.Run("touch begun; sleep 300")), leave.Token);

        var (status, _) = await host.Http.PostAsync("/list_files", "{}");
        var alive = await host.Http.GetStringAsync("/alive");
        await leave.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(status, Is.EqualTo((int)HttpStatusCode.OK));
        Assert.That(alive, Does.Contain("ok"));
    }

    [Test]
    public async Task The_key_is_not_in_the_environment_of_commands()
    {
        await using var program = await HostProgram.StartAsync(["serve", "0"], ("SESSION_API_KEY", Key));

        var answer = await program.Http.PostAsync("/execute_action", Requests.Run("env | grep -c SESSION_API_KEY; cat /proc/self/oom_score_adj"), ("X-Session-API-Key", Key));

        Assert.That(answer.Body.Text("content"), Is.EqualTo("0\n500"));
    }

    private static ExecutorHostOptions Keyed(string path) => new() { Port = 0, WorkingDirectory = path, ApiKey = Key };
}
