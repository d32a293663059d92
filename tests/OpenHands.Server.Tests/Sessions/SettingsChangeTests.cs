using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>What stays when settings change, and what is left when that fails.</summary>
internal sealed class SettingsChangeTests
{
    private const string Change = """{"action":"initialize","args":{"MAX_ITERATIONS":50}}""";

    [Test]
    public async Task Cost_tasks_and_state_stay_on_a_server_that_keeps_sessions_in_memory()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.MaxBudget = 2, agent: () => ScriptedSteps.Agent(new AddTaskAction("", "build")));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await client.SayAsync("go");
        await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");
        var session = SessionOf(server);
        var before = session.Controller!;
        before.ReportCost(1.5);

        await client.SendAsync(Change);
        await client.ReceiveUntilAsync(frame => frame.State() == "init");
        await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");
        using var http = Http(server, client);
        var tasks = JsonNode.Parse(await http.GetStringAsync("/api/root_task"))!;

        Assert.That(session.Controller, Is.Not.SameAs(before));
        Assert.That((session.Controller!.Cost, session.Controller.Iteration), Is.EqualTo((1.5, before.Iteration)));
        Assert.That((string?)tasks["subtasks"]![0]!["goal"], Is.EqualTo("build"));
    }

    [Test]
    public async Task What_is_kept_in_memory_only_ends_with_the_session()
    {
        await using var server = await ServerUnderTest.StartAsync();
        var first = await server.Sessions.OpenAsync("one");
        await first.InitializeAsync(new SessionSettings(), CancellationToken.None);
        first.Controller!.ReportCost(1.5);
        await server.Sessions.CloseAsync("one");

        var second = await server.Sessions.OpenAsync("one");
        await second.InitializeAsync(new SessionSettings(), CancellationToken.None);

        Assert.That(second.Controller!.Cost, Is.Zero);
    }

    [Test]
    public async Task A_change_that_fails_is_told_to_everybody_leaves_nothing_behind_and_can_be_repeated()
    {
        var made = new List<DisposableAgent>();
        var store = new SteeredStore();
        await using var server = await ServerUnderTest.StartAsync(agent: () => DisposableAgent.AddTo(made), services: services => services.AddSingleton<ISessionStore>(store));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await using var other = await server.ConnectAsync($"?token={client.Token}");
        using var http = Http(server, client);

        store.OnLoad = () => throw new IOException("The disk is full.");
        await client.SendAsync(Change);
        var told = (await client.ReceiveUntilAsync(frame => frame.State() == "error")).FindAll(frame => !frame.ContainsKey("id"));
        await other.ReceiveUntilAsync(frame => frame.IsError());
        var others = await other.ReceiveAsync();
        await client.SayAsync("is somebody there?");
        var refusal = await client.ReceiveAsync();
        var tasks = await http.GetAsync("/api/root_task");
        var state = JsonNode.Parse(await http.GetStringAsync("/api/session"))!;
        var disposed = made.ConvertAll(agent => agent.IsDisposed);
        store.OnLoad = () => Task.CompletedTask;
        await client.SendAsync(Change);
        await client.ReceiveUntilAsync(frame => frame.State() == "init");
        await client.SayAsync("go");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "finished");

        Assert.That(told[0].ToJsonString(), Does.Contain("The disk is full."));
        Assert.That(others.State(), Is.EqualTo("error"));
        Assert.That(refusal.ToJsonString(), Does.Contain("has no agent").And.Contain("initialize"));
        Assert.That(tasks.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That((string?)state["state"], Is.EqualTo("error"));
        Assert.That(disposed, Is.EqualTo([true, true]));
        Assert.That(made.ConvertAll(agent => agent.IsDisposed), Is.EqualTo([true, true, false]));
        Assert.That(frames.Select(frame => frame.Action()), Has.Some.EqualTo("finish"));
        Assert.That(server.Services.GetRequiredService<FakeRuntimeFactory>().Created, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Settings_that_no_controller_takes_leave_the_old_agent_as_it_is()
    {
        var made = new List<DisposableAgent>();
        await using var server = await ServerUnderTest.StartAsync(agent: () => DisposableAgent.AddTo(made));
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(new SessionSettings(), CancellationToken.None);
        await session.Controller!.WaitUntilSettledAsync();
        var before = session.Controller;

        var refusal = await Assert.ThrowsAsync<SessionStartException>(() => session.InitializeAsync(new SessionSettings { MaxIterations = -1 }, CancellationToken.None));

        Assert.That(refusal!.Message, Does.StartWith("The settings were not changed."));
        Assert.That(session.Controller, Is.SameAs(before));
        Assert.That(made.ConvertAll(agent => agent.IsDisposed), Is.EqualTo([false, true]));
    }

    [Test]
    public async Task While_settings_change_requests_are_answered_and_what_is_said_is_heard_afterwards()
    {
        var work = new GatedWork();
        var (isChanging, mayChange) = (new TaskCompletionSource(), new TaskCompletionSource());
        var store = new SteeredStore();
        await using var server = await ServerUnderTest.StartAsync(agent: work.Agent, services: services => services.AddSingleton<ISessionStore>(store));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await using var other = await server.ConnectAsync($"?token={client.Token}");
        using var http = Http(server, client);
        store.OnLoad = () =>
        {
            isChanging.TrySetResult();
            return mayChange.Task;
        };

        await client.SendAsync(Change);
        await isChanging.Task;
        var tasks = await http.GetAsync("/api/root_task");
        await other.SayAsync("go");
        await client.ReceiveUntilAsync(frame => frame.Action() == "message");
        mayChange.SetResult();
        await work.Begun;
        var answer = (await client.ReceiveUntilAsync(frame => frame.State() is not null && !frame.ContainsKey("id")))[^1];
        await other.SendAsync("""{"action":"initialize","args":{}}""");
        await other.ReceiveUntilAsync(frame => frame.State() == "running" && !frame.ContainsKey("id"));

        Assert.That(tasks.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(answer.State(), Is.EqualTo("running"));
    }

    [Test]
    public async Task A_session_that_closes_while_its_settings_change_closes()
    {
        var isChanging = new TaskCompletionSource();
        var made = new List<DisposableAgent>();
        var store = new SteeredStore();
        await using var server = await ServerUnderTest.StartAsync(agent: () => DisposableAgent.AddTo(made), services: services => services.AddSingleton<ISessionStore>(store));
        var session = await server.Sessions.OpenAsync("one");
        await session.InitializeAsync(new SessionSettings(), CancellationToken.None);
        await session.Controller!.WaitUntilSettledAsync();
        store.OnLoad = () =>
        {
            isChanging.TrySetResult();
            return Task.Delay(Timeout.Infinite, session.Closing);
        };
        var change = session.InitializeAsync(new SessionSettings { MaxIterations = 50 }, CancellationToken.None);
        await isChanging.Task;

        await server.Sessions.CloseAsync("one");

        await Assert.CatchAsync<OperationCanceledException>(() => change);
        Assert.That(made.ConvertAll(agent => agent.IsDisposed), Is.EqualTo([true, true]));
        Assert.That(server.Runtime.State, Is.EqualTo(RuntimeState.Stopped));
    }

    private static AgentSession SessionOf(ServerUnderTest server) => server.Sessions.TryGet(server.Sessions.List().Single().Id, out var session) ? session : throw new InvalidOperationException("It is not live.");

    private static HttpClient Http(ServerUnderTest server, TestClient client)
    {
        var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        return http;
    }
}
