using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Events;
using OpenHands.Security;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Security;

/// <summary>What a user set for the analyzer holds until the user sets something else.</summary>
internal sealed class KeptPolicyTests
{
    private static readonly string s_secure = (SecurityPolicy.Default with
    {
        Commands = [new CommandRule { Programs = ["ls"], Risk = SecurityRisk.High, Reason = "is not wanted here" }, .. SecurityPolicy.Default.Commands],
    }).ToJson();

    private static readonly SessionSettings s_rules = new() { ConfirmationMode = true, SecurityAnalyzer = "rules" };

    [Test]
    public async Task It_stays_when_other_settings_change_also_without_an_analyzer_in_between()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var http = Http(server);
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(s_rules, CancellationToken.None);
        await session.Controller!.WaitUntilSettledAsync();
        await SetAsync(http);
        var before = session.SecurityAnalyzer;

        await session.InitializeAsync(new SessionSettings { Model = "another" }, CancellationToken.None);
        var (policy, settings) = await GetAsync(http);
        var changed = session.SecurityAnalyzer;
        await session.InitializeAsync(new SessionSettings { SecurityAnalyzer = "" }, CancellationToken.None);
        var without = session.SecurityAnalyzer;
        await session.InitializeAsync(s_rules, CancellationToken.None);
        var again = await GetAsync(http);
        var risk = await session.SecurityAnalyzer!.AnalyzeAsync(new CmdRunAction("ls"));

        Assert.That((policy, settings), Is.EqualTo((s_secure, 3)).Using<(string, int)>(IsSame));
        Assert.That(changed, Is.Not.SameAs(before));
        Assert.That(without, Is.Null);
        Assert.That(again, Is.EqualTo((s_secure, 3)).Using<(string, int)>(IsSame));
        Assert.That(risk, Is.EqualTo(SecurityRisk.High));
    }

    [Test]
    public async Task It_is_stored_with_its_session_and_with_no_other()
    {
        using var directory = new TempWorkspace();
        await using (var server = await StartAsync(directory))
        {
            using var http = Http(server);
            await (await server.Sessions.OpenAsync("one")).InitializeAsync(s_rules, CancellationToken.None);
            await SetAsync(http);
        }

        await using var restarted = await StartAsync(directory);
        using var returning = Http(restarted);
        using var stranger = Http(restarted, "two");
        await (await restarted.Sessions.OpenAsync("one")).InitializeAsync(s_rules, CancellationToken.None);
        await (await restarted.Sessions.OpenAsync("two")).InitializeAsync(s_rules, CancellationToken.None);
        var kept = await GetAsync(returning);
        var another = await GetAsync(stranger);
        await restarted.Sessions.DeleteAsync("one");
        await (await restarted.Sessions.OpenAsync("one")).InitializeAsync(s_rules, CancellationToken.None);
        var anew = await GetAsync(returning);

        Assert.That(kept, Is.EqualTo((s_secure, 3)).Using<(string, int)>(IsSame));
        Assert.That(another.Severity, Is.EqualTo(1));
        Assert.That(anew.Severity, Is.EqualTo(1));
        Assert.That(anew.Policy, Is.Not.EqualTo(kept.Policy));
    }

    [TestCase("no json")]
    [TestCase("null")]
    [TestCase("""{"risk_severity":9}""")]
    public async Task What_is_stored_and_cannot_be_read_is_not_taken_for_nothing(string stored)
    {
        using var directory = new TempWorkspace();
        await using var server = await StartAsync(directory);
        Directory.CreateDirectory(Path.Combine(directory.Root, "sessions", "one"));
        await File.WriteAllTextAsync(Path.Combine(directory.Root, "sessions", "one", "security.json"), stored);

        var refusal = await Assert.ThrowsAsync<EventStoreException>(() => server.Sessions.OpenAsync("one"));

        Assert.That(refusal!.Message, Does.Contain("session one").And.Contain("remove it"));
    }

    [Test]
    public async Task What_cannot_be_stored_holds_and_the_user_is_told()
    {
        using var directory = new TempWorkspace();
        await using var server = await StartAsync(directory);
        using var http = Http(server);
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(s_rules, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(directory.Root, "sessions", "one", "security.json.new"));

        using var answer = await http.PostAsync("/api/security/settings", new StringContent("""{"RISK_SEVERITY":3}"""));
        var error = (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"];

        Assert.That((int)answer.StatusCode, Is.EqualTo(500));
        Assert.That(error, Does.StartWith("This holds now, but could not be stored"));
        Assert.That((await GetAsync(http)).Severity, Is.EqualTo(3));
    }

    private static Task<ServerUnderTest> StartAsync(TempWorkspace directory) => ServerUnderTest.StartAsync(options => options.DataDirectory = directory.Root);

    private static HttpClient Http(ServerUnderTest server, string session = "one")
    {
        var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Services.GetRequiredService<SessionTokens>().Sign(session));
        return http;
    }

    private static async Task SetAsync(HttpClient http)
    {
        foreach (var (path, body) in ((string, JsonObject)[])[("policy", new() { ["policy"] = s_secure }), ("settings", new() { ["RISK_SEVERITY"] = 3 })])
        {
            using var answer = await http.PostAsync($"/api/security/{path}", new StringContent(body.ToJsonString(), Encoding.UTF8, "text/plain"));
            Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task<(string Policy, int Severity)> GetAsync(HttpClient http) => (
        (string)JsonNode.Parse(await http.GetStringAsync("/api/security/policy"))!["policy"]!,
        (int)JsonNode.Parse(await http.GetStringAsync("/api/security/settings"))!["RISK_SEVERITY"]!);

    // But for the workspace, whose place a policy may leave open.
    private static bool IsSame((string Policy, int Severity) x, (string Policy, int Severity) y) =>
        x.Severity == y.Severity && SecurityPolicy.Parse(x.Policy).Commands.SequenceEqual(SecurityPolicy.Parse(y.Policy).Commands);
}
