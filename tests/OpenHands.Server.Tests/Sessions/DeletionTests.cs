using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>A session that is removed while others come to it.</summary>
internal sealed class DeletionTests
{
    private static readonly string[] s_looks = ["/api/session", "/api/root_task", "/api/list-files", "/api/security/settings"];

    [Test]
    public async Task A_session_that_is_deleted_while_a_client_comes_back_is_gone_or_attached_and_nothing_fails()
    {
        const int rounds = 150;
        using var directory = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options =>
        {
            options.DataDirectory = directory.Root;
            options.RequestsPerSecond = 10_000;
        });
        using var http = server.CreateHttp();
        var statuses = new List<HttpStatusCode>();
        var (attached, gone) = (0, 0);

        for (var round = 0; round < rounds; round++)
        {
            await using var first = await server.ConnectAsync();
            await first.InitializeAsync();
            var coming = ComeBackAsync(server, first.Token, late: round % 5);
            var looking = LookAsync(http, first.Token);
            statuses.AddRange(await Task.WhenAll(DeleteAsync(http, first.Token), DeleteAsync(http, first.Token)));
            statuses.AddRange(await looking);
            if (await coming)
            {
                attached++;
            }
            else
            {
                gone++;
            }
        }

        Assert.That(statuses, Is.All.AnyOf(HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Conflict));
        Assert.That(statuses.Count(status => status == HttpStatusCode.NoContent), Is.GreaterThanOrEqualTo(rounds));
        Assert.That(attached + gone, Is.EqualTo(rounds), $"{attached} attached, {gone} gone");
    }

    [Test]
    public async Task Who_comes_back_to_a_deleted_session_begins_anew()
    {
        using var directory = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options => options.DataDirectory = directory.Root);
        using var http = server.CreateHttp();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await client.RunAsync("echo secret");
        await client.ReceiveUntilAsync(frame => frame.Observation() == "run");

        await DeleteAsync(http, client.Token);
        while (await client.TryReceiveAsync() is not null)
        {
        }

        await using var back = await server.ConnectAsync($"?token={client.Token}");
        var frames = await back.InitializeAsync();

        Assert.That(client.CloseStatus, Is.EqualTo(WebSocketCloseStatus.EndpointUnavailable));
        Assert.That(frames, Has.None.Matches<System.Text.Json.Nodes.JsonObject>(frame => frame!.Observation() == "run" || frame!.Action() == "run"));
    }

    // Whether it can use the session; if not, it was told that it is closed.
    private static async Task<bool> ComeBackAsync(ServerUnderTest server, string token, int late)
    {
        for (var i = 0; i < late; i++)
        {
            await Task.Yield();
        }

        await using var client = await TestClient.OpenAsync(server.Address, $"?token={token}");
        try
        {
            await client.SendAsync("""{"action":"initialize","args":{}}""");
            while (await client.TryReceiveAsync() is { } frame)
            {
                if (frame.State() == "init")
                {
                    return true;
                }
            }
        }
        catch (WebSocketException)
        {
            // It was told goodbye while it sent.
        }

        return client.CloseStatus == WebSocketCloseStatus.EndpointUnavailable ? false : throw new InvalidOperationException($"It was told {client.CloseStatus}.");
    }

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient http, string token)
    {
        using var answer = await SendAsync(http, HttpMethod.Delete, "/api/session", token);
        return answer.StatusCode;
    }

    private static async Task<IEnumerable<HttpStatusCode>> LookAsync(HttpClient http, string token)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var path in s_looks)
        {
            using var answer = await SendAsync(http, HttpMethod.Get, path, token);
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, string token)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        return http.SendAsync(request);
    }
}
