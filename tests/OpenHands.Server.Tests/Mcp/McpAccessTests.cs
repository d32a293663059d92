using System.Net;
using OpenHands.Server.Access;
using OpenHands.Server.Mcp;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Mcp;

/// <summary>Who gets a computer over HTTP, and what becomes of requests that are none.</summary>
internal sealed class McpAccessTests
{
    private const string Key = "a key of sixteen and more";

    [TestCase("http://evil.example")]
    [TestCase("https://localhost.evil.example")]
    [TestCase("null")]
    public async Task A_page_of_another_origin_is_refused(string origin)
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, RawMcpClient.Initialize, ("Origin", origin));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Body, Does.Contain("AllowedOrigins"));
        Assert.That(host.Sessions.Count, Is.Zero);
    }

    [Test]
    public async Task A_name_that_is_not_the_servers_is_refused()
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, RawMcpClient.Initialize, ("Host", "rebound.evil.example"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task With_a_key_only_those_who_know_it_are_served()
    {
        await using var host = await McpHost.StartAsync(server: options => options.AccessKey = Key);

        var without = await PostAsync(host, RawMcpClient.Initialize);
        var wrong = await PostAsync(host, RawMcpClient.Initialize, (AccessRules.KeyHeader, Key + "!"));
        var wrongBearer = await PostAsync(host, RawMcpClient.Initialize, ("Authorization", "Bearer guess"));
        await using var byHeader = await host.ConnectAsync((AccessRules.KeyHeader, Key));
        await using var byBearer = await host.ConnectAsync(("Authorization", $"Bearer {Key}"));

        Assert.That(new[] { without, wrong, wrongBearer }.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await byHeader.AskAsync("run", ("command", "echo in")), Does.EndWith("in"));
        Assert.That(await byBearer.AskAsync("run", ("command", "echo in")), Does.EndWith("in"));
    }

    [Test]
    public async Task The_id_of_a_session_is_no_key()
    {
        await using var host = await McpHost.StartAsync(server: options => options.AccessKey = Key);
        await using var client = await host.ConnectAsync((AccessRules.KeyHeader, Key));

        var answer = await PostAsync(host, """{"jsonrpc":"2.0","id":2,"method":"tools/list"}""", (McpEndpoint.SessionHeader, client.SessionId!));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("{", HttpStatusCode.BadRequest, "no message")]
    [TestCase("null", HttpStatusCode.BadRequest, "null")]
    [TestCase("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", HttpStatusCode.BadRequest, "initialize")]
    public async Task A_body_that_begins_no_session_is_refused_with_the_reason(string body, HttpStatusCode status, string reason)
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, body);

        Assert.That(answer.Status, Is.EqualTo(status));
        Assert.That(answer.Body, Does.Contain(reason));
        Assert.That(host.Sessions.Count, Is.Zero);
    }

    [Test]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using var host = await McpHost.StartAsync(server: options => options.MaxFrameBytes = 1024);

        var answer = await PostAsync(host, $"\"{new string('x', 2000)}\"");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(answer.Body, Does.Contain("MaxFrameBytes"));
    }

    [Test]
    public async Task A_session_that_is_not_there_is_told_so_that_the_client_begins_a_new_one()
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""", (McpEndpoint.SessionHeader, "mcp-none"));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Delete, host.Address) { Headers = { { McpEndpoint.SessionHeader, "mcp-none" } } };
        using var deleted = await http.SendAsync(request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.Body, Does.Contain("-32001").And.Contain("\"id\":7"));
        Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_version_without_sessions_is_refused_with_those_that_have_them()
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", (McpEndpoint.VersionHeader, "2026-07-28"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Body, Does.Contain("-32022").And.Contain("2025-11-25"));
    }

    [Test]
    public async Task A_client_that_does_not_take_a_stream_is_refused()
    {
        await using var host = await McpHost.StartAsync();

        var answer = await PostAsync(host, RawMcpClient.Initialize, ("Accept", "application/json"));

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotAcceptable));
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(McpHost host, string body, params (string Name, string Value)[] headers)
    {
        using var http = new RawMcpClient(host.Address);
        return await http.PostAsync(body, headers);
    }
}
