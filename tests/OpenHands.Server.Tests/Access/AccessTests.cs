using System.Net;
using System.Net.WebSockets;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Access;

internal sealed class AccessTests
{
    [TestCase("http://evil.example")]
    [TestCase("https://localhost.evil.example")]
    [TestCase("null")]
    [TestCase("file://")]
    public async Task A_page_of_another_origin_gets_neither_a_socket_nor_an_answer(string origin)
    {
        await using var server = await ServerUnderTest.StartAsync();

        var answer = await GetAsync(server, "/api/options/agents", ("Origin", origin));
        var upgrade = await Assert.CatchAsync<WebSocketException>(() => TestClient.OpenAsync(server.Address, "", options => options.SetRequestHeader("Origin", origin)));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(upgrade!.Message, Does.Contain("403"));
    }

    [Test]
    public async Task A_name_with_a_port_that_is_none_is_not_the_origin_of_any_page()
    {
        await using var server = await ServerUnderTest.StartAsync();

        var answer = await GetAsync(server, "/api/options/agents", ("Host", "localhost:99999"), ("Origin", "http://evil.example"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden).Or.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("http://localhost:3001")]
    [TestCase("http://127.0.0.1:5173")]
    [TestCase("http://[::1]:3001")]
    [TestCase("https://agents.example.com")]
    public async Task A_page_of_a_loopback_host_or_a_configured_origin_may_connect(string origin)
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.AllowedOrigins.Add("https://agents.example.com"));

        await using var client = await TestClient.OpenAsync(server.Address, "", options => options.SetRequestHeader("Origin", origin));
        var answer = await GetAsync(server, "/api/options/agents", ("Origin", origin));

        Assert.That((await client.ReceiveAsync()).ContainsKey("token"), Is.True);
        Assert.That(answer.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { origin }));
    }

    [TestCase("rebound.evil.example", HttpStatusCode.Forbidden)]
    [TestCase("rebound.evil.example:3000", HttpStatusCode.Forbidden)]
    [TestCase("agents.example.com", HttpStatusCode.OK)]
    [TestCase("localhost:3000", HttpStatusCode.OK)]
    [TestCase("[::1]:3000", HttpStatusCode.OK)]
    public async Task A_name_that_is_not_the_servers_is_refused(string host, HttpStatusCode status)
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.AllowedHosts.Add("agents.example.com"));

        var answer = await GetAsync(server, "/api/options/agents", ("Host", host));

        Assert.That(answer.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task With_a_key_only_those_who_know_it_are_served()
    {
        const string key = "a key of sixteen and more";
        await using var server = await ServerUnderTest.StartAsync(options => options.AccessKey = key);

        var without = await GetAsync(server, "/api/options/agents");
        var wrong = await GetAsync(server, "/api/options/agents", (AccessRules.KeyHeader, key + "!"));
        var right = await GetAsync(server, "/api/options/agents", (AccessRules.KeyHeader, key));
        var alive = await GetAsync(server, "/alive");

        Assert.That(
            new[] { without, wrong, right, alive }.Select(answer => answer.StatusCode),
            Is.EqualTo(new[] { HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK }));
    }

    [Test]
    public async Task A_browser_types_the_key_once_and_then_opens_sockets()
    {
        const string key = "a key of sixteen and more";
        await using var server = await ServerUnderTest.StartAsync(options => options.AccessKey = key);
        var cookies = new CookieContainer();
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = server.Address };

        var wrong = await http.PostAsync("/login", new FormUrlEncodedContent([new("key", "guess")]));
        var right = await http.PostAsync("/login", new FormUrlEncodedContent([new("key", key)]));
        await using var client = await TestClient.OpenAsync(server.Address, "", options => options.Cookies = cookies);

        Assert.That(wrong.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(right.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(right.Headers.GetValues("Set-Cookie").Single(), Does.Contain("httponly").And.Contain("samesite=strict").And.Not.Contain(key));
        Assert.That((await client.ReceiveAsync()).ContainsKey("token"), Is.True);
    }

    [Test]
    public async Task Beyond_loopback_nobody_is_served_without_a_key()
    {
        var address = (await Dns.GetHostAddressesAsync(Dns.GetHostName())).FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        if (address is null)
        {
            Assert.Ignore("This machine has no address but loopback.");
        }

        await using var server = await ServerUnderTest.StartAsync(options => options.AllowedHosts.Add(address!.ToString()), listen: $"http://{address}:0");

        var answer = await GetAsync(server, "/api/options/agents");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("AccessKey"));
    }

    private static async Task<HttpResponseMessage> GetAsync(ServerUnderTest server, string path, params (string Name, string Value)[] headers)
    {
        using var http = server.CreateHttp();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }
}
