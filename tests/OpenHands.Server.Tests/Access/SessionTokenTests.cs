using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Golden;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Access;

internal sealed class SessionTokenTests
{
    [Test]
    public void Tokens_are_signed_as_by_0_9_3()
    {
        foreach (var row in Vectors.Load("server/functions")["sign_token"]!.AsArray())
        {
            var tokens = Tokens((string)row!["secret"]!);

            Assert.That(tokens.SignPayload(row["payload"]!.ToJsonString()), Is.EqualTo((string)row["token"]!));
            Assert.That(tokens.Read((string)row["token"]!), Is.EqualTo((string)row["payload"]!["sid"]!));
        }
    }

    [Test]
    public void A_token_is_good_until_it_expires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tokens = new SessionTokens("secret", TimeSpan.FromHours(1), time);
        var token = tokens.Sign("one");

        var before = tokens.Read(token);
        time.Advance(TimeSpan.FromMinutes(61));

        Assert.That(before, Is.EqualTo("one"));
        Assert.That(tokens.Read(token), Is.Null);
    }

    [Test]
    public async Task An_expired_token_opens_neither_a_socket_nor_the_files_and_a_new_one_does()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await ServerUnderTest.StartAsync(options => options.TokenLifetime = TimeSpan.FromHours(1), services: services => services.AddSingleton<TimeProvider>(time));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var expired = client.Token;

        time.Advance(TimeSpan.FromMinutes(40));
        await using var renewed = await server.ConnectAsync($"?token={expired}");
        time.Advance(TimeSpan.FromMinutes(40));
        await using var refused = await TestClient.OpenAsync(server.Address, $"?token={expired}");
        var refusal = await refused.ReceiveAsync();
        var goodbye = await refused.TryReceiveAsync();

        Assert.That(((string?)refusal["error"], (int?)refusal["error_code"], goodbye), Is.EqualTo(("Invalid token", 401, (JsonObject?)null)));
        Assert.That(await StatusAsync(server, expired), Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await StatusAsync(server, renewed.Token), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void What_is_no_token_of_ours_is_refused()
    {
        var tokens = Tokens("secret");
        var token = tokens.Sign("one");
        var parts = token.Split('.');
        string?[] forged =
        [
            null, "", "x", "a.b.c", Tokens("another secret").Sign("one"), $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{Tokens("x").Sign("two").Split('.')[1]}.{parts[2]}",
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzaWQiOiJvbmUifQ.", tokens.SignPayload("""{"x":1}"""), tokens.SignPayload("""{"sid":"../../etc"}"""), new string('a', 100_000),
        ];

        Assert.That(forged.Select(tokens.Read), Has.All.Null);
    }

    [Test]
    public void The_secret_survives_a_restart_and_only_its_owner_reads_it()
    {
        using var directory = new TempWorkspace();
        var options = new ServerOptions { DataDirectory = directory.Root };

        var first = TokenSecret.Get(options, NullLogger.Instance);
        var second = TokenSecret.Get(options, NullLogger.Instance);

        Assert.That(first, Has.Length.EqualTo(64));
        Assert.That(second, Is.EqualTo(first));
        Assert.That(File.GetUnixFileMode(Path.Combine(directory.Root, "jwt_secret")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_token_opens_its_own_session_only()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var mine = await server.ConnectAsync();
        await mine.InitializeAsync();
        await mine.RunAsync("echo private");
        await mine.ReceiveAsync();
        await using var others = await server.ConnectAsync();

        await others.SendAsync("""{"action":"initialize","args":{},"token":"T"}""".Replace("T", mine.Token, StringComparison.Ordinal));
        var refusal = await others.ReceiveAsync();
        var frames = await others.InitializeAsync();

        Assert.That(refusal.Content(), Does.Contain("token"));
        Assert.That(frames, Has.All.Matches<JsonObject>(frame => !frame!.ToJsonString().Contains("private", StringComparison.Ordinal)));
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerUnderTest server, string token)
    {
        using var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.GetAsync("/api/root_task");
        return answer.StatusCode;
    }

    private static SessionTokens Tokens(string secret) => new(secret, TimeSpan.FromHours(1), TimeProvider.System);
}
