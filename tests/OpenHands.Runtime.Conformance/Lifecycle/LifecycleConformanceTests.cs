using OpenHands.Events;

namespace OpenHands.Conformance;

/// <summary>Start and stop: told as they happen, safe to repeat, and leaving nothing behind.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class LifecycleConformanceTests<THarness> : ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task The_phases_of_the_start_are_told_in_order_with_their_times()
    {
        var runtime = Create(RuntimeSetup.With(options => options.Environment["A"] = "1"));
        var phases = new List<RuntimeStatus>();
        runtime.StatusChanged += phases.Add;

        await runtime.StartAsync(Patience);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(phases[0].Phase, Is.EqualTo("starting_executor"));
            Assert.That(phases.Select(phase => phase.Phase), Does.Contain("setting_environment"));
            Assert.That(phases[^1].Phase, Is.EqualTo("ready"));
            Assert.That(phases.Select(phase => phase.Elapsed), Is.Ordered.Ascending);
            Assert.That(phases.Select(phase => phase.Message), Has.All.Not.Empty);
        }
    }

    [Test]
    public async Task The_state_follows_the_life()
    {
        var runtime = Create();
        var states = new List<RuntimeState> { runtime.State };
        runtime.StatusChanged += _ => states.Add(runtime.State);

        await runtime.StartAsync(Patience);
        states.Add(runtime.State);
        await runtime.StopAsync();
        states.Add(runtime.State);

        Assert.That(states.Distinct(), Is.EqualTo([RuntimeState.Created, RuntimeState.Starting, RuntimeState.Ready, RuntimeState.Stopped]));
    }

    [Test]
    public async Task Starting_twice_or_from_many_sides_starts_once()
    {
        var runtime = Create();
        var starts = 0;
        runtime.StatusChanged += status => starts += status.Phase == "starting_executor" ? 1 : 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => runtime.StartAsync(Patience)));
        await runtime.StartAsync(Patience);

        Assert.That(starts, Is.EqualTo(1));
        Assert.That((await runtime.RunAsync("echo ready", cancellationToken: Patience)).Content, Is.EqualTo("ready"));
    }

    [Test]
    public async Task Use_before_the_start_says_to_start_first()
    {
        var runtime = Create();

        foreach (var use in Uses(runtime))
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(use);

            Assert.That(exception!.Message, Does.Contain(runtime.Name).And.Contain("not started").And.Contain("StartAsync"));
        }

        Assert.That(runtime.Events.LatestId, Is.EqualTo(-1), "Nothing was published.");
    }

    [Test]
    public async Task Use_after_the_stop_says_to_make_a_new_one()
    {
        var events = Own(EventStream.CreateInMemory());
        var runtime = await StartAsync(new RuntimeSetup { Events = events });
        await runtime.StopAsync();

        foreach (var use in Uses(runtime).Append(() => runtime.StartAsync(Patience)))
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(use);

            Assert.That(exception!.Message, Does.Contain(runtime.Name).And.Contain("stopped").And.Contain("new one"));
        }

        Assert.That(events.LatestId, Is.EqualTo(-1), "Nothing was published.");
    }

    [Test]
    public async Task Stopping_and_disposing_may_be_repeated_in_any_order()
    {
        var started = await StartAsync();
        var never = Create();

        await started.DisposeAsync();
        await started.StopAsync();
        await started.DisposeAsync();
        await never.DisposeAsync();
        await never.StopAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => started.StopAsync()));

        Assert.That((started.State, never.State), Is.EqualTo((RuntimeState.Stopped, RuntimeState.Stopped)));
    }

    [Test]
    public async Task A_stream_that_was_given_outlives_the_runtime()
    {
        var events = Own(EventStream.CreateInMemory());
        var runtime = await StartAsync(new RuntimeSetup { Events = events });
        await runtime.RunAsync("echo kept", cancellationToken: Patience);

        await runtime.DisposeAsync();
        var later = await events.PublishAsync(new MessageAction("later"), EventSource.User, Patience);

        Assert.That(later.Id, Is.EqualTo(2));
    }

    [Test]
    public async Task A_cancelled_start_starts_nothing()
    {
        var runtime = Create();

        var start = runtime.StartAsync(new CancellationToken(canceled: true));
        await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(start.IsCanceled, Is.True);
        Assert.That(runtime.State, Is.EqualTo(RuntimeState.Created).Or.EqualTo(RuntimeState.Failed));
    }

    [Test]
    public void A_wrong_option_is_named_before_anything_starts()
    {
        var exception = Assert.Throws<ArgumentException>(() => Harness.Create(RuntimeSetup.With(options =>
        {
            options.ActionTimeout = TimeSpan.Zero;
            options.SoftTimeout = TimeSpan.FromDays(2);
            options.SessionId = "../x";
            options.Environment["1a"] = "x";
        })));

        Assert.That(exception!.Message, Does.Contain("ActionTimeout").And.Contain("SoftTimeout").And.Contain("../x").And.Contain("1a"));
    }

    [Test]
    public async Task The_capabilities_say_what_there_is()
    {
        var runtime = await StartAsync();

        Assert.That(runtime.Capabilities.Actions, Does.Contain("run").And.Contain("read").And.Contain("write"));
        Assert.That(runtime.Name, Is.Not.Empty);
        Assert.That(runtime.WorkspacePath, Does.StartWith("/"));
    }

    [Test]
    public async Task Many_runtimes_do_not_see_each_others_directory_variables_and_files()
    {
        var runtimes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StartAsync()));

        var seen = await Task.WhenAll(runtimes.Select(async (runtime, i) =>
        {
            await runtime.RunAsync($"mkdir d{i}; cd d{i}; x={i}; export y={i}; f() {{ echo f{i}; }}; umask 07{i}", cancellationToken: Patience);
            await runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["ADDED"] = $"{i}" }, Patience);
            return await runtime.RunAsync("echo ${PWD##*/} $x $(printenv y) $(f) $(umask) $ADDED $(ls -A1 ..)", cancellationToken: Patience);
        }));

        Assert.That(seen.Select(observation => observation.Content), Is.EqualTo(Enumerable.Range(0, 5).Select(i => $"d{i} {i} {i} f{i} 007{i} {i} d{i}")));
        Assert.That(runtimes.Select(runtime => runtime.SessionId), Is.Unique);
    }

    [Test]
    public async Task The_hosts_files_are_seen_only_where_nothing_isolates_them()
    {
        var file = Path.Combine(MakeHostDirectory(), "seen");
        await File.WriteAllTextAsync(file, "", Patience);
        var runtime = await StartAsync();

        var observation = await runtime.RunAsync($"test -e '{file}'", cancellationToken: Patience);

        Assert.That(observation.Succeeded, Is.EqualTo(!Harness.IsolatesHostFiles));
    }

    // Whatever asks for the sandbox.
    private IEnumerable<Func<Task>> Uses(Runtime runtime) =>
    [
        () => runtime.ExecuteAsync(new CmdRunAction("true"), Patience),
        () => runtime.ListFilesAsync(cancellationToken: Patience),
        () => runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["A"] = "1" }, Patience),
        () => runtime.CopyToAsync(MakeHostDirectory(), "up", recursive: true, Patience),
        () => runtime.CopyFromAsync("f", MakeHostDirectory(), cancellationToken: Patience),
        () => Task.FromResult(runtime.Capabilities),
        () => Task.FromResult(runtime.Attach()),
        async () => await runtime.StreamAsync(new CmdRunAction("true"), Patience).GetAsyncEnumerator(Patience).MoveNextAsync(),
    ];
}
