using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenHands.Events;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

internal sealed class SessionLifeTests
{
    [Test]
    public async Task A_session_that_nobody_is_connected_to_is_closed_when_it_is_idle_and_not_before()
    {
        using var directory = new TempWorkspace();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await ServerUnderTest.StartAsync(
            options => (options.DataDirectory, options.IdleTimeout) = (directory.Root, TimeSpan.FromMinutes(5)),
            services: services => services.AddSingleton<TimeProvider>(time));
        await using var lease = await server.Sessions.AttachAsync("one", CancellationToken.None);
        await lease.Session.InitializeAsync(new SessionSettings(), CancellationToken.None);
        var runtime = server.Runtime;
        await lease.DisposeAsync();

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var before = server.Sessions.Count;
        var closed = lease.Session.Events;
        time.Advance(TimeSpan.FromMinutes(1));
        await Drained(closed);
        await server.Sessions.CloseAsync("one");

        Assert.That(before, Is.EqualTo(1));
        Assert.That(server.Sessions.Count, Is.Zero);
        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Stopped));
        Assert.That(server.Sessions.List(), Has.One.Matches<SessionInfo>(session => session is { Id: "one", IsLive: false }));
    }

    [Test]
    public async Task A_session_in_which_something_happens_is_not_idle()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await ServerUnderTest.StartAsync(
            options => options.IdleTimeout = TimeSpan.FromMinutes(5), services: services => services.AddSingleton<TimeProvider>(time));
        await using var lease = await server.Sessions.AttachAsync("one", CancellationToken.None);
        await lease.Session.InitializeAsync(new SessionSettings(), CancellationToken.None);
        await lease.DisposeAsync();

        time.Advance(TimeSpan.FromMinutes(4));
        Assert.That(await server.Sessions.SendAsync("one", new CmdRunAction("ls")), Is.True);
        time.Advance(TimeSpan.FromMinutes(4));

        Assert.That(server.Sessions.TryGet("one", out _), Is.True);
    }

    [Test]
    public async Task A_session_in_which_nothing_happened_is_gone_when_its_client_leaves()
    {
        using var directory = new TempWorkspace();
        await using var server = await ServerUnderTest.StartAsync(options => options.DataDirectory = directory.Root);
        await using var client = await server.ConnectAsync();

        await client.CloseAsync();
        foreach (var session in server.Sessions.List())
        {
            await server.Sessions.CloseAsync(session.Id);
        }

        Assert.That(server.Sessions.List(), Is.Empty);
    }

    [Test]
    public async Task One_session_too_many_is_refused_with_the_reason_and_the_others_go_on()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.MaxSessions = 1);
        await using var first = await server.ConnectAsync();
        await using var second = await TestClient.OpenAsync(server.Address);

        var refusal = await second.ReceiveAsync();
        var goodbye = await second.TryReceiveAsync();
        var frames = await first.InitializeAsync();

        Assert.That((int?)refusal["error_code"], Is.EqualTo(503));
        Assert.That((string?)refusal["error"], Does.Contain("MaxSessions"));
        Assert.That(goodbye, Is.Null);
        Assert.That(frames[^1].State(), Is.EqualTo("init"));
    }

    [Test]
    public async Task One_connection_too_many_to_a_session_is_refused_with_the_reason()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.MaxClientsPerSession = 1);
        await using var first = await server.ConnectAsync();
        await using var second = await TestClient.OpenAsync(server.Address, $"?token={first.Token}");

        var refusal = await second.ReceiveAsync();

        Assert.That((string?)refusal["error"], Does.Contain("MaxClientsPerSession"));
    }

    [Test]
    public async Task Settings_are_changed_while_the_agent_rests_and_the_runtime_stays()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent(new CmdRunAction("rm x")));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SendAsync("""{"action":"initialize","args":{"CONFIRMATION_MODE":true}}""");
        await client.ReceiveUntilAsync(frame => frame.State() is not null && !frame.ContainsKey("id"));
        await client.SayAsync("clean up");
        var frames = await client.ReceiveUntilAsync(frame => frame.Action() == "run");

        Assert.That((string?)frames[^1]["args"]!["is_confirmed"], Is.EqualTo("awaiting_confirmation"));
        Assert.That(server.Services.GetRequiredService<FakeRuntimeFactory>().Created, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Settings_that_come_while_the_agent_works_count_as_soon_as_it_rests()
    {
        var work = new GatedWork();
        await using var server = await ServerUnderTest.StartAsync(agent: work.Agent);
        await using var client = await ConnectAtWorkAsync(server, work);

        await client.SendAsync("""{"action":"initialize","args":{"CONFIRMATION_MODE":true}}""");
        var told = await client.ReceiveUntilAsync(frame => frame.State() is not null && !frame.ContainsKey("id"));
        work.GoOn();
        var first = await client.ReceiveUntilAsync(frame => frame.State() == "finished");
        await client.ReceiveUntilAsync(frame => frame.State() == "init");
        await client.ReceiveUntilAsync(frame => frame.State() == "finished");
        await client.SayAsync("and again");
        var second = await client.ReceiveUntilAsync(frame => frame.Action() == "run");

        Assert.That(told[^1].State(), Is.EqualTo("running"));
        Assert.That((string?)first.Single(frame => frame.Action() == "run")["args"]!["is_confirmed"], Is.Not.EqualTo("awaiting_confirmation"));
        Assert.That(first.Count(frame => frame.Observation() == "run"), Is.EqualTo(1));
        Assert.That((string?)second[^1]["args"]!["is_confirmed"], Is.EqualTo("awaiting_confirmation"));
        Assert.That(server.Services.GetRequiredService<FakeRuntimeFactory>().Created, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Settings_that_come_while_the_agent_works_count_when_it_is_paused_and_it_goes_on_from_there()
    {
        var work = new GatedWork();
        await using var server = await ServerUnderTest.StartAsync(agent: work.Agent);
        await using var client = await ConnectAtWorkAsync(server, work);

        await client.SendAsync("""{"action":"initialize","args":{"CONFIRMATION_MODE":true}}""");
        await client.ChangeStateAsync("paused");
        await client.ReceiveUntilAsync(frame => frame.State() == "init");
        await client.ReceiveUntilAsync(frame => frame.State() == "paused");
        work.GoOn();
        await client.ChangeStateAsync("running");
        var frames = await client.ReceiveUntilAsync(frame => frame.Action() == "run");

        Assert.That((string?)frames[^1]["args"]!["is_confirmed"], Is.EqualTo("awaiting_confirmation"));
    }

    [Test]
    public async Task Settings_that_turn_out_wrong_when_the_agent_rests_are_told_to_everybody_and_change_nothing()
    {
        var work = new GatedWork();
        await using var server = await ServerUnderTest.StartAsync(agent: work.Agent);
        await using var client = await ConnectAtWorkAsync(server, work);

        await client.SendAsync("""{"action":"initialize","args":{"SECURITY_ANALYZER":"none-such"}}""");
        await client.ReceiveUntilAsync(frame => frame.State() is not null && !frame.ContainsKey("id"));
        work.GoOn();
        var frames = await client.ReceiveUntilAsync(frame => frame.IsError());
        await client.SayAsync("and again");
        await client.ReceiveUntilAsync(frame => frame.Action() == "run");

        Assert.That(frames[^1].Content(), Does.Contain("The settings were not changed.").And.Contain("none-such"));
    }

    [Test]
    public async Task Settings_of_one_session_never_reach_another_and_keys_are_masked()
    {
        var seen = new List<SessionSettings>();
        await using var server = await ServerUnderTest.StartAsync(services: services => services.AddSingleton<ISessionAgentFactory>(new RecordingAgents(seen)));
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        await first.InitializeAsync("""{"LLM_API_KEY":"sk-very-secret","LLM_MODEL":"m1"}""");
        await second.InitializeAsync();

        await first.RunAsync("echo sk-very-secret");
        var frame = await first.ReceiveAsync();

        Assert.That(seen.Select(settings => settings.ApiKey), Is.EqualTo(new[] { "sk-very-secret", null }));
        Assert.That(seen[0].ToString(), Does.Not.Contain("sk-very-secret"));
        Assert.That(frame.ToJsonString(), Does.Not.Contain("sk-very-secret"));
    }

    [Test]
    public async Task That_a_start_failed_is_told_after_everything_that_was_published_of_it()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => throw new IOException("No agent today."));
        await using var first = await server.ConnectAsync();
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);
        for (var i = 0; i < 20; i++)
        {
            await session.Events.PublishAsync(new MessageAction(new string('x', 1_000_000)), EventSource.User);
        }

        // The test does not read what comes to this one before the other one has been told.
        await using var slow = await server.ConnectAsync($"?token={first.Token}");
        await slow.ReceiveAsync();
        await first.InitializeAsync();
        var states = new List<string>();
        while (states.Count < 2)
        {
            states.Add((await slow.ReceiveUntilAsync(frame => frame.State() is not null))[^1].State()!);
        }

        Assert.That(states, Is.EqualTo(["loading", "error"]));
    }

    [Test]
    public async Task An_agent_that_cannot_say_on_the_stream_that_it_failed_is_told_to_have_failed_and_replaced_when_there_is_room()
    {
        var (isFull, steps) = (false, 0);
        var store = new SteeredStore
        {
            OnAppend = _ =>
            {
                if (isFull)
                {
                    throw new EventStoreException("The disk is full.");
                }
            },
        };
        await using var server = await ServerUnderTest.StartAsync(
            agent: () => new ScriptedAgent((_, _) =>
            {
                isFull = steps++ == 0;
                return Task.FromResult<AgentAction>(isFull ? new CmdRunAction("ls") : new AgentFinishAction());
            }),
            services: services => services.AddSingleton<ISessionStore>(store));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SayAsync("go");
        var failure = await client.ReceiveUntilAsync(frame => frame.State() == "error");
        isFull = false;
        await client.SayAsync("is somebody there?");
        var refusal = await client.ReceiveUntilAsync(frame => frame.IsError());
        await client.SendAsync("""{"action":"initialize","args":{}}""");

        // It goes on where the other one could not.
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "finished");

        Assert.That(failure.Select(frame => frame.Content()), Has.Some.StartsWith("The agent has stopped"));
        Assert.That(refusal[^1].Content(), Does.StartWith("The session has no agent any more"));
        Assert.That(frames.Select(frame => frame.Action()), Has.Some.EqualTo("finish"));
    }

    [Test]
    public async Task The_state_that_a_client_asks_for_agrees_with_the_events_that_it_got()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent());
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);

        // The test does not read from it until it has asked.
        for (var i = 0; i < 20; i++)
        {
            await session.Events.PublishAsync(new MessageAction(new string('x', 1_000_000)), EventSource.Agent);
        }

        await session.Events.PublishAsync(new ChangeAgentStateAction(AgentState.Paused), EventSource.User);
        await session.Events.FollowAsync().OfType<AgentStateChangedObservation>().FirstAsync(change => change.AgentState == AgentState.Paused);
        await client.SendAsync("""{"action":"initialize","args":{}}""");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() is not null && !frame.ContainsKey("id"));

        Assert.That(frames.Select(frame => frame.State()).OfType<string>(), Is.EqualTo(["paused", "paused"]));
    }

    [Test]
    public async Task An_agent_is_made_once_for_a_session_and_disposed_also_when_the_runtime_does_not_start()
    {
        var made = new List<DisposableAgent>();
        await using var server = await ServerUnderTest.StartAsync(
            agent: () => DisposableAgent.AddTo(made),
            configure: options => options.Plugins.Add("no_such_plugin"));
        await using var failing = await server.ConnectAsync();
        var frames = await failing.InitializeAsync();
        var disposedAfterFailure = made.Single().IsDisposed;
        server.Services.GetRequiredService<ServerOptions>().Plugins.Clear();

        await failing.InitializeAsync();
        var disposedWhileAtWork = made[^1].IsDisposed;
        await server.Sessions.CloseAsync(server.Sessions.List().Single().Id);

        Assert.That(frames[^1].State(), Is.EqualTo("error"));
        Assert.That((disposedAfterFailure, disposedWhileAtWork), Is.EqualTo((true, false)));
        Assert.That(made, Has.Count.EqualTo(2).And.All.Property(nameof(DisposableAgent.IsDisposed)).True);
    }

    // The stream of a session ends when the session is closed.
    // Its agent is at work then.
    private static async Task<TestClient> ConnectAtWorkAsync(ServerUnderTest server, GatedWork work)
    {
        var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await client.SayAsync("clean up");
        await work.Begun;
        return client;
    }

    private static async Task Drained(Events.EventStream events)
    {
        await foreach (var _ in events.FollowAsync())
        {
        }
    }

    private sealed class RecordingAgents(List<SessionSettings> seen) : ISessionAgentFactory
    {
        public IReadOnlyList<string> Names => [];

        public PreparedAgent Prepare(SessionSettings settings)
        {
            seen.Add(settings);
            return new PreparedAgent(new SessionAgent(ScriptedSteps.Agent()));
        }
    }
}
