using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Golden;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Http;

internal sealed class EndpointTests
{
    // What other parts of the server answer is tested with those.
    private static readonly string[] s_elsewhere = ["/api/list-files", "/api/select-file", "/api/save-file", "/api/upload-files", "/api/defaults"];

    private static readonly Dictionary<string, string> s_differences = new(StringComparer.Ordinal)
    {
        ["options_models"] = "There are no models but those that are configured.",
        ["options_agents"] = "Names are those of the registered agents.",
        ["options_security-analyzers"] = "There is no Invariant analyzer; names are those of the registered ones.",
    };

    private static IEnumerable<TestCaseData> Cases() => Vectors.Load("server/http").AsArray()
        .Select(row => row!.AsObject())
        .Where(row => !s_elsewhere.Any(path => ((string)row["request"]!["path"]!).StartsWith(path, StringComparison.Ordinal)) || (int)row["status"]! == 401 || (string)row["case"]! == "unknown_session")
        .Select(row => new TestCaseData(row).SetArgDisplayNames((string)row["case"]!));

    [TestCaseSource(nameof(Cases))]
    public async Task A_recorded_request_is_answered_as_by_0_9_3(JsonObject row)
    {
        using var pages = new TempWorkspace();
        await File.WriteAllTextAsync(Path.Combine(pages.Root, "index.html"), "<html>INDEX</html>");
        await using var server = await ServerUnderTest.StartAsync(options =>
        {
            options.StaticDirectory = pages.Root;
            options.JwtSecret = "golden-secret".PadRight(32, '\0');
        });
        await using var client = await server.ConnectAsync();
        if (!((string)row["case"]!).Contains("before_init", StringComparison.Ordinal))
        {
            await client.InitializeAsync();
        }

        using var http = server.CreateHttp();
        using var request = Vectors.Request(row["request"]!.AsObject(), client.Token);
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo((int)row["status"]!), body);
        Assert.That(answer.Content.Headers.ContentType?.ToString().Replace("application/json; charset=utf-8", "application/json", StringComparison.Ordinal), Is.EqualTo((string?)row["content_type"]));
        if (!s_differences.ContainsKey((string)row["case"]!))
        {
            Assert.That(Vectors.Same(row["body"]!, body), Is.True, body);
        }
    }

    [Test]
    public async Task Options_name_what_is_configured_and_registered()
    {
        await using var server = await ServerUnderTest.StartAsync(
            options =>
            {
                options.Models.Add("b");
                options.Defaults = options.Defaults with { Model = "a" };
            },
            agent: () => ScriptedSteps.Agent());
        using var http = server.CreateHttp();

        Assert.That(await http.GetFromJsonAsync<string[]>("/api/options/models"), Is.EqualTo((string[])["a", "b"]));
        Assert.That(await http.GetFromJsonAsync<string[]>("/api/options/agents"), Is.EqualTo((string[])["CodeActAgent"]));
        Assert.That(await http.GetFromJsonAsync<string[]>("/api/options/security-analyzers"), Is.EqualTo(["rules"]));
    }

    [Test]
    public async Task Sessions_are_listed_described_and_deleted()
    {
        using var directory = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options => options.DataDirectory = directory.Root);
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        using var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);

        var list = await http.GetFromJsonAsync<JsonArray>("/api/sessions");
        var one = await http.GetFromJsonAsync<JsonObject>("/api/session");
        var deleted = await http.DeleteAsync("/api/session");
        var after = await http.GetFromJsonAsync<JsonArray>("/api/sessions");

        Assert.That((bool?)list!.Single()!["is_live"], Is.True);
        Assert.That((string?)one!["state"], Is.EqualTo("init"));
        Assert.That(deleted.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(after, Is.Empty);
    }

    [TestCase("/api/zzz", 401, """{"error":"Missing Authorization header"}""")]
    [TestCase("/api/zzz.txt", 401, """{"error":"Missing Authorization header"}""")]
    [TestCase("/api/options/zzz.txt", 404, """{"detail":"Not Found"}""")]
    public async Task A_token_is_asked_for_before_it_is_said_what_there_is(string path, int status, string body)
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var http = server.CreateHttp();

        using var answer = await http.GetAsync(path);

        Assert.That(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((status, body)));
    }

    [Test]
    public async Task Health_says_what_fails_and_not_why()
    {
        await using var well = await ServerUnderTest.StartAsync();
        await using var full = await ServerUnderTest.StartAsync(options => options.MaxSessions = 1);
        await using var client = await full.ConnectAsync();
        using var ofWell = well.CreateHttp();
        using var ofFull = full.CreateHttp();

        Assert.That(await ofWell.GetStringAsync("/health"), Is.EqualTo("""{"status":"ok","checks":{"openhands":"ok"}}"""));
        Assert.That(await ofFull.GetStringAsync("/health"), Is.EqualTo("""{"status":"degraded","checks":{"openhands":"degraded"}}"""));
    }

    [Test]
    public async Task Feedback_is_handed_on_to_the_configured_service_only()
    {
        const string feedback = """{"version":"1.0","email":"a@b.c","token":"t","feedback":"positive","permissions":"private","trajectory":[{}]}""";
        await using var service = await FeedbackService.StartAsync();
        await using var server = await ServerUnderTest.StartAsync(options => options.FeedbackAddress = service.Address);
        await using var without = await ServerUnderTest.StartAsync();

        var handedOn = await PostFeedbackAsync(server, feedback);
        var refused = await PostFeedbackAsync(without, feedback);
        service.IsBroken = true;
        var failed = await PostFeedbackAsync(server, feedback);

        Assert.That(handedOn, Is.EqualTo((200, """{"statusCode":200,"body":{"feedback_id":"7"}}""")));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(service.Received!), JsonNode.Parse(feedback)), Is.True);
        Assert.That(refused.Status, Is.EqualTo(503));
        Assert.That(failed, Is.EqualTo((500, """{"error":"Failed to submit feedback"}""")));
    }

    [TestCase("/app", 200)]
    [TestCase("/locales/en-US/translation.json", 404)]
    [TestCase("/assets/missing.js", 404)]
    [TestCase("/assets/main.js", 200)]
    [TestCase("/../secret.txt", 404)]
    [TestCase("/%2e%2e/secret.txt", 404)]
    public async Task Pages_are_served_with_a_fallback_for_addresses_without_an_extension(string path, int status)
    {
        using var root = new TempWorkspace();
        var pages = Directory.CreateDirectory(Path.Combine(root.Root, "pages", "assets")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(root.Root, "secret.txt"), "secret");
        await File.WriteAllTextAsync(Path.Combine(pages, "index.html"), "INDEX");
        await File.WriteAllTextAsync(Path.Combine(pages, "assets", "main.js"), "MAIN");
        await using var server = await ServerUnderTest.StartAsync(options => options.StaticDirectory = pages);
        using var http = server.CreateHttp();

        var answer = await http.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(path.EndsWith(".js", StringComparison.Ordinal) && status == 200, Is.EqualTo(answer.Content.Headers.ContentType?.MediaType == "text/javascript"));
    }

    [Test]
    public async Task Wrong_options_keep_the_server_from_starting_and_all_are_named()
    {
        var failure = await Assert.CatchAsync(() => ServerUnderTest.StartAsync(options =>
        {
            options.JwtSecret = "short";
            options.MaxFrameBytes = 1;
            options.AllowedOrigins.Add("https://example.com/path");
        }));

        Assert.That(failure!.Message, Does.Contain("JwtSecret").And.Contain("MaxFrameBytes").And.Contain("AllowedOrigins"));
    }

    private static async Task<(int Status, string Body)> PostFeedbackAsync(ServerUnderTest server, string feedback)
    {
        await using var client = await server.ConnectAsync();
        using var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        using var content = new StringContent(feedback, new MediaTypeHeaderValue("application/json"));
        var answer = await http.PostAsync("/api/submit-feedback", content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
