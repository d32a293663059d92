using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Security;

[TestFixture]
public sealed class SecurityEndpointTests
{
    private const string WithRules = """{"AGENT":"CodeActAgent","CONFIRMATION_MODE":true,"SECURITY_ANALYZER":"rules"}""";

    [Test]
    public async Task Without_an_analyzer_there_is_no_policy()
    {
        await using var server = await WorkspaceServer.StartAsync();

        Assert.That(await server.GetAsync("/api/security/policy"), Is.EqualTo((404, """{"detail":"Security analyzer not initialized"}""")));
    }

    [Test]
    public async Task Policy_and_settings_are_read_and_changed_as_the_stock_client_does()
    {
        await using var server = await WorkspaceServer.StartAsync(settings: WithRules);

        var names = await server.GetAsync("/api/options/security-analyzers");
        var policy = await server.GetAsync("/api/security/policy");
        var settings = await server.GetAsync("/api/security/settings");
        var echoed = await server.PostAsync("/api/security/policy", policy.Body, "text/plain");
        var changed = await server.PostAsync("/api/security/settings", """{"RISK_SEVERITY":2}""", "text/plain");

        Assert.That(names.Body, Is.EqualTo("""["rules"]"""));
        Assert.That((string?)JsonNode.Parse(policy.Body)!["policy"], Does.Contain(server.Root));
        Assert.That(settings, Is.EqualTo((200, """{"RISK_SEVERITY":1}""")));
        Assert.That(echoed.Status, Is.EqualTo(200));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(echoed.Body), JsonNode.Parse(policy.Body)));
        Assert.That(changed, Is.EqualTo((200, """{"RISK_SEVERITY":2}""")));
        Assert.That((await server.GetAsync("/api/security/settings")).Body, Is.EqualTo(changed.Body));
    }

    [TestCase("policy", "{}", 400)]
    [TestCase("policy", "[]", 400)]
    [TestCase("policy", """{"policy":"no json"}""", 400)]
    [TestCase("settings", """{"RISK_SEVERITY":9}""", 400)]
    [TestCase("settings", """{"RISK_SEVERITY":"x"}""", 400)]
    [TestCase("export-trace", "{}", 405)]
    [TestCase("banana", "{}", 405)]
    public async Task What_cannot_be_set_is_refused(string path, string body, int status)
    {
        await using var server = await WorkspaceServer.StartAsync(settings: WithRules);

        var answer = await server.PostAsync($"/api/security/{path}", body);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
    }

    [Test]
    public async Task A_risky_command_waits_for_the_user_before_it_runs_and_its_risk_is_stored_with_it()
    {
        await using var server = await WorkspaceServer.StartAsync(settings: WithRules, agent: () => new ScriptedAgent(
            new CmdRunAction("echo one > first.txt"), new CmdRunAction("cp /etc/shadow second.txt; touch second.txt")));

        await server.Client.SayAsync("go");
        var frames = await server.Client.ReceiveUntilAsync(frame => (string?)frame["args"]?["is_confirmed"] == "awaiting_confirmation");
        var ranBefore = server.Files.ToList();
        var trace = await server.GetAsync("/api/security/export-trace");
        await server.Client.ChangeStateAsync("user_rejected");
        await server.Client.ReceiveUntilAsync(frame => (string?)frame["observation"] == "user_rejected");

        Assert.That((int?)frames[^1]["args"]!["security_risk"], Is.EqualTo((int)SecurityRisk.High));
        Assert.That(frames.Where(frame => (string?)frame["action"] == "run").Select(frame => (int?)frame["args"]!["security_risk"]).First(), Is.EqualTo((int)SecurityRisk.Low));
        Assert.That(ranBefore, Is.EqualTo(["first.txt"]));
        Assert.That(File.Exists(server.PathOf("second.txt")), Is.False);
        Assert.That(JsonNode.Parse(trace.Body)!.AsArray().Select(element => (string?)element!["function"]?["name"]).Where(name => name is not null), Is.EqualTo(["run", "run"]));
    }

    [TestCase("frobnicate", 2, true)]
    [TestCase("frobnicate", 3, true)]
    [TestCase("rm -rf build", 1, true)]
    [TestCase("rm -rf build", 2, false)]
    [TestCase("ls", 0, true)]
    [TestCase("ls", 1, false)]
    public async Task The_severity_says_from_which_risk_on_the_user_is_asked(string command, int severity, bool waits)
    {
        await using var server = await WorkspaceServer.StartAsync(
            settings: WithRules, agent: () => new ScriptedAgent(new CmdRunAction(command)));
        await server.PostAsync("/api/security/settings", $$"""{"RISK_SEVERITY":{{severity}}}""");

        await server.Client.SayAsync("go");
        var frames = await server.Client.ReceiveUntilAsync(frame => frame.State() is "awaiting_user_confirmation" or "finished");

        Assert.That(frames[^1].State() == "awaiting_user_confirmation", Is.EqualTo(waits));
    }
}
