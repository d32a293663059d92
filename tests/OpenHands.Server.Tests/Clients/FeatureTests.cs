using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

/// <summary>Frames beyond those of 0.9.3, on a real shell.</summary>
internal sealed class FeatureTests
{
    [Test]
    public async Task Output_of_a_running_command_comes_before_the_command_ends()
    {
        await using var server = await StartLocalAsync();
        await using var client = await server.ConnectAsync("?features=output");
        await client.InitializeAsync();

        await client.RunAsync("echo first; read -r line; echo \"got $line\"");
        var early = await client.ReceiveUntilAsync(frame => (string?)frame["extension"] == "output");
        await client.SendAsync("""{"action":"run","args":{"command":"an answer","is_input":true}}""");
        var rest = await client.ReceiveUntilAsync(frame => frame.Content()?.Contains("got an answer", StringComparison.Ordinal) == true);

        Assert.That((string?)early[^1]["text"], Does.StartWith("first"));
        Assert.That((long?)early[^1]["offset"], Is.Zero);
        Assert.That(early[^1].ContainsKey("id"), Is.False);
        Assert.That(rest, Is.Not.Empty);
    }

    [Test]
    public async Task Without_features_there_are_frames_of_0_9_3_only()
    {
        await using var server = await StartLocalAsync();
        await using var client = await server.ConnectAsync();
        var frames = await client.InitializeAsync();

        await client.RunAsync("seq 3; sleep 0; seq 3");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));

        Assert.That(frames, Has.All.Matches<System.Text.Json.Nodes.JsonObject>(frame => !frame!.ContainsKey("extension") && frame.ContainsKey("id")));
    }

    [Test]
    public async Task Phases_of_the_start_are_told_with_their_times()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync("?features=status");

        await client.SendAsync("""{"action":"initialize","args":{}}""");
        var frames = await client.ReceiveUntilAsync(frame => (string?)frame["phase"] == "ready");

        Assert.That(frames.Select(frame => (string?)frame["phase"]), Has.Member("starting_executor"));
        Assert.That((double?)frames[^1]["elapsed"], Is.GreaterThanOrEqualTo(0.0));
    }

    [Test]
    public async Task What_the_agent_streams_is_told_and_not_recorded()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => new TalkingAgent());
        await using var client = await server.ConnectAsync("?features=tokens");
        await client.InitializeAsync();

        await client.SayAsync("hello");
        var frames = await client.ReceiveUntilAsync(frame => (string?)frame["text"] == "world");

        Assert.That(frames.Where(frame => (string?)frame["extension"] == "tokens").Select(frame => (string?)frame["text"]), Is.EqualTo((string[])["Hello ", "world"]));
    }

    [Test]
    public async Task Why_the_agent_waits_is_told_and_not_recorded()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => new TalkingAgent());
        await using var client = await server.ConnectAsync("?features=status");
        await client.InitializeAsync();

        await client.SayAsync("hello");
        var frames = await client.ReceiveUntilAsync(frame => (string?)frame["phase"] == "waiting");

        Assert.That((string?)frames[^1]["message"], Is.EqualTo("Busy."));
        Assert.That(frames[^1].ContainsKey("id"), Is.False);
    }

    [Test]
    public async Task A_feature_that_is_not_there_is_refused_by_a_frame_and_the_rest_works()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync("?features=wings,status");

        var refusal = await client.ReceiveAsync();
        var frames = await client.InitializeAsync();

        Assert.That(refusal.Content(), Does.Contain("wings"));
        Assert.That(frames, Has.Some.Matches<System.Text.Json.Nodes.JsonObject>(frame => (string?)frame!["extension"] == "status"));
    }

    [Test]
    public async Task A_running_command_is_interrupted_by_the_id_of_its_event_or_without_one()
    {
        await using var server = await StartLocalAsync();
        await using var client = await server.ConnectAsync("?features=output");
        await client.InitializeAsync();
        await using var watcher = await server.ConnectAsync($"?token={client.Token}");

        foreach (var isNamed in new[] { true, false })
        {
            await client.SendAsync("""{"action":"run","args":{"command":"echo begun; sleep 1000","blocking":true}}""");
            var running = (await watcher.ReceiveUntilAsync(frame => (string?)frame["args"]?["command"] == "echo begun; sleep 1000"))[^1];
            await client.ReceiveUntilAsync(frame => (string?)frame["extension"] == "output" && (long?)frame["cause"] == running.Id());
            await client.SendAsync(isNamed
                ? """{"action":"interrupt","args":{"id":ID}}""".Replace("ID", running.Id().ToString(), StringComparison.Ordinal)
                : """{"action":"interrupt"}""");
            var frames = await client.ReceiveUntilAsync(frame => frame.Observation() == "run" && (long?)frame["cause"] == running.Id());

            Assert.That((int?)frames[^1]["extras"]!["exit_code"], Is.EqualTo(130));
        }
    }

    [TestCase("C-c", "sleep 1000", 130)]
    [TestCase("C-d", "cat", 0)]
    public async Task A_key_reaches_the_running_command(string key, string command, int exitCode)
    {
        await using var server = await StartLocalAsync();
        await using var client = await server.ConnectAsync("?features=output");
        await client.InitializeAsync();

        await client.RunAsync($"echo begun; {command}");
        await client.ReceiveUntilAsync(frame => (string?)frame["extension"] == "output");
        await client.SendAsync("""{"action":"run","args":{"command":"KEY","is_input":true}}""".Replace("KEY", key, StringComparison.Ordinal));
        var frames = await client.ReceiveUntilAsync(frame => (int?)frame["extras"]?["exit_code"] >= 0);
        await client.RunAsync("echo on");
        var next = await client.ReceiveUntilAsync(frame => frame.Content()?.StartsWith("on", StringComparison.Ordinal) == true);

        Assert.That((int?)frames[^1]["extras"]!["exit_code"], Is.EqualTo(exitCode));
        Assert.That((int?)next[^1]["extras"]!["exit_code"], Is.Zero);
    }

    private static Task<ServerUnderTest> StartLocalAsync() => ServerUnderTest.StartAsync(
        options => options.Runtime = "local", services: services => services.AddOpenHandsRuntime().AddLocal());

    private sealed class TalkingAgent : IAgent
    {
        public string Name => "talking";

        public IReadOnlyList<string> Plugins => [];

        public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken = default)
        {
            context.ReportDelay("Busy.");
            context.ReportText("Hello ");
            context.ReportText("world");
            return Task.FromResult<AgentAction>(new AgentFinishAction());
        }
    }
}
