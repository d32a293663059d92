using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class EventStreamTests
{
    [Test]
    public async Task A_published_event_has_the_next_id_the_utc_time_and_its_source()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2024, 9, 12, 22, 51, 34, TimeSpan.FromHours(2)).AddTicks(1_234_567));
        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { TimeProvider = time });

        await stream.PublishAsync(new NullAction(), EventSource.Agent);
        var stored = await stream.PublishAsync(new CmdRunAction("ls") { Cause = 7 }, EventSource.User);

        Assert.Multiple(() =>
        {
            Assert.That((stored.Id, stored.Source, stored.Cause, stored.Command), Is.EqualTo((1L, EventSource.User, 7L, "ls")));
            Assert.That(stored.Timestamp, Is.EqualTo(new DateTimeOffset(2024, 9, 12, 20, 51, 34, TimeSpan.Zero).AddTicks(1_234_560)));
            Assert.That(stored.Timestamp!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
            Assert.That(EventSerializer.Default.ToJson(stored), Does.Contain("\"timestamp\":\"2024-09-12T20:51:34.123456\""));
            Assert.That(stream.LatestId, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task What_is_stored_delivered_and_returned_is_one_object()
    {
        await using var stream = EventStream.CreateInMemory();
        var delivered = new Collected();
        stream.Subscribe("test", delivered.AddAsync);

        var returned = await stream.PublishAsync(new CmdRunAction("ls"), EventSource.Agent);

        Assert.That((await delivered.WaitForAsync(1))[0], Is.SameAs(returned));
        Assert.That(await stream.ReadAsync().SingleAsync(), Is.SameAs(returned));
    }

    [Test]
    public async Task A_live_event_is_written_as_the_stored_one()
    {
        using var folder = new TemporaryFolder();
        var store = new FileEventStore(folder.Path, "s");
        await using var stream = await EventStream.OpenAsync(store);
        var delivered = new Collected();
        stream.Subscribe("test", delivered.AddAsync);

        await stream.PublishAsync(new CmdRunAction("sleep 1") { Timeout = TimeSpan.FromSeconds(120) }, EventSource.Agent);

        var live = EventSerializer.Default.ToJson((await delivered.WaitForAsync(1))[0]);
        Assert.That((await ReadLinesAsync(store.FilePath))[1].TrimEnd(' ', '\0'), Is.EqualTo(live));
        Assert.That(EventSerializer.Default.ToJson(await stream.ReadAsync().SingleAsync()), Is.EqualTo(live));
    }

    [Test]
    public async Task Ids_have_no_holes_whoever_publishes()
    {
        await using var stream = EventStream.CreateInMemory();

        var published = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var ids = new List<long>();
            for (var i = 0; i < 5_000; i++)
            {
                ids.Add((await stream.PublishAsync(new CmdRunAction($"{writer}"), EventSource.Agent)).Id);
            }

            return ids;
        })));

        var stored = await stream.ReadAsync().ToListAsync();
        Assert.Multiple(() =>
        {
            Assert.That(stored.Select(agentEvent => agentEvent.Id), Is.EqualTo(Enumerable.Range(0, 40_000).Select(id => (long)id)));
            Assert.That(published.SelectMany(ids => ids).Order(), Is.EqualTo(stored.Select(agentEvent => agentEvent.Id)));
            Assert.That(published, Has.All.Ordered);
        });
    }

    [Test]
    public async Task Publishing_alone_into_memory_completes_at_once()
    {
        await using var stream = EventStream.CreateInMemory();

        var publishing = stream.PublishAsync(new NullAction(), EventSource.Agent);

        Assert.That(publishing.IsCompletedSuccessfully);
    }

    [Test]
    public async Task Those_who_wait_are_carried_by_one_commit()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        var first = stream.PublishAsync(new CmdRunAction("first"), EventSource.Agent).AsTask();
        var alone = await store.NextAppendAsync();
        var waiting = Enumerable.Range(1, 5).Select(i => stream.PublishAsync(new CmdRunAction($"{i}"), EventSource.User).AsTask()).ToList();

        alone.Succeed();
        var together = await store.NextAppendAsync();
        together.Succeed();

        var stored = await Task.WhenAll([first, .. waiting]);
        Assert.That(together.Batch.Select(agentEvent => agentEvent.Id), Is.EqualTo((long[])[1, 2, 3, 4, 5]));
        Assert.That(stored.Select(action => (action.Id, action.Command)), Is.EqualTo(((long, string)[])[(0, "first"), (1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5")]));
    }

    [Test]
    public async Task An_event_is_seen_only_when_it_is_stored()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        var delivered = new Collected();
        stream.Subscribe("test", delivered.AddAsync);
        var publishing = stream.PublishAsync(new NullAction(), EventSource.Agent);
        var append = await store.NextAppendAsync();

        var before = (stream.LatestId, delivered.Events.Count, publishing.IsCompleted);
        append.Succeed();
        await publishing;

        Assert.That(before, Is.EqualTo((-1L, 0, false)));
        Assert.That((await delivered.WaitForAsync(1))[0].Id, Is.Zero);
    }

    [Test]
    public async Task A_failed_batch_uses_no_ids_and_the_stream_goes_on()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        var failing = stream.PublishAsync(new CmdRunAction("lost"), EventSource.Agent);
        (await store.NextAppendAsync()).Fail(new EventStoreException("no space left"));
        Assert.That(async () => await failing, Throws.TypeOf<EventStoreException>().With.Message.EqualTo("no space left"));

        var next = stream.PublishAsync(new CmdRunAction("kept"), EventSource.Agent);
        (await store.NextAppendAsync()).Succeed();

        Assert.That((await next).Id, Is.Zero);
    }

    [Test]
    public async Task Each_publisher_of_a_failed_batch_hears_of_it()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        var first = stream.PublishAsync(new NullAction(), EventSource.Agent);
        var alone = await store.NextAppendAsync();
        var waiting = Enumerable.Range(0, 3).Select(_ => stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask()).ToList();

        alone.Succeed();
        (await store.NextAppendAsync()).Fail(new EventStoreException("no space left"));

        await first;
        foreach (var publishing in waiting)
        {
            Assert.That(async () => await publishing, Throws.TypeOf<EventStoreException>());
        }

        Assert.That(stream.LatestId, Is.Zero);
    }

    [Test]
    public async Task After_a_fatal_failure_nothing_more_is_taken_but_reading_goes_on()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        var kept = stream.PublishAsync(new CmdRunAction("kept"), EventSource.Agent);
        (await store.NextAppendAsync()).Succeed();
        await kept;
        var failing = stream.PublishAsync(new NullAction(), EventSource.Agent);
        (await store.NextAppendAsync()).Fail(new EventStoreException("flush failed", isFatal: true));
        Assert.That(async () => await failing, Throws.TypeOf<EventStoreException>());

        Assert.That(async () => await stream.PublishAsync(new NullAction(), EventSource.Agent), Throws.TypeOf<EventStoreException>().With.Property(nameof(EventStoreException.IsFatal)).True);
        Assert.That(await stream.ReadAsync().CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Cancelling_withdraws_an_event_that_waits_for_its_turn()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        using var cancellation = new CancellationTokenSource();
        var first = stream.PublishAsync(new CmdRunAction("first"), EventSource.Agent);
        var alone = await store.NextAppendAsync();
        var withdrawn = stream.PublishAsync(new CmdRunAction("withdrawn"), EventSource.Agent, cancellation.Token).AsTask();
        var kept = stream.PublishAsync(new CmdRunAction("kept"), EventSource.Agent);

        await cancellation.CancelAsync();
        Assert.That(async () => await withdrawn, Throws.InstanceOf<OperationCanceledException>());
        alone.Succeed();
        (await store.NextAppendAsync()).Succeed();

        await first;
        Assert.That((await kept).Id, Is.EqualTo(1));
        Assert.That(await stream.ReadAsync().Select(agentEvent => ((CmdRunAction)agentEvent).Command).ToListAsync(), Is.EqualTo((string[])["first", "kept"]));
    }

    [Test]
    public async Task Cancelling_comes_too_late_once_the_commit_has_begun()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        using var cancellation = new CancellationTokenSource();
        var first = stream.PublishAsync(new NullAction(), EventSource.Agent);
        var alone = await store.NextAppendAsync();
        var second = stream.PublishAsync(new NullAction(), EventSource.Agent, cancellation.Token);
        alone.Succeed();
        var carrying = await store.NextAppendAsync();

        await cancellation.CancelAsync();
        carrying.Succeed();

        await first;
        Assert.That((await second).Id, Is.EqualTo(1));
    }

    [Test]
    public async Task Only_the_publisher_of_an_event_that_cannot_be_written_hears_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"));

        var publishing = Enumerable.Range(0, 50)
            .Select(i => stream.PublishAsync<AgentEvent>(i % 10 == 3 ? new UnregisteredAction() : new CmdRunAction($"{i}"), EventSource.Agent).AsTask())
            .ToList();
        await Task.WhenAll(publishing).ContinueWith(_ => { }, TaskScheduler.Default);

        var refused = publishing.Index().Where(task => task.Item.IsFaulted).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(refused.Select(task => task.Index), Is.EqualTo((int[])[3, 13, 23, 33, 43]));
            Assert.That(refused.Select(task => task.Item.Exception!.InnerException), Has.All.TypeOf<EventFormatException>());
            Assert.That(stream.LatestId, Is.EqualTo(44));
        });
    }

    [Test]
    public async Task A_publishers_continuation_does_not_hold_up_the_others()
    {
        var store = new GatedEventStore();
        await using var stream = await EventStream.OpenAsync(store);
        using var release = new ManualResetEventSlim();
        var first = stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask();
        var alone = await store.NextAppendAsync();
        var stuck = BlockAfterAsync(stream.PublishAsync(new NullAction(), EventSource.Agent), release);
        alone.Succeed();
        (await store.NextAppendAsync()).Succeed();

        var third = stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask();
        (await store.NextAppendAsync()).Succeed();

        Assert.That((await third.WaitAsync(Patience.Long)).Id, Is.EqualTo(2));
        release.Set();
        await Task.WhenAll(first, stuck);

        static async Task BlockAfterAsync(ValueTask<NullAction> publishing, ManualResetEventSlim release)
        {
            await publishing;
            release.Wait(Patience.Long);
        }
    }

    [Test]
    public async Task Disposing_stores_what_was_published_and_ends_followers()
    {
        var store = new GatedEventStore();
        var stream = await EventStream.OpenAsync(store);
        var following = stream.FollowAsync().ToListAsync().AsTask();
        var first = stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask();
        var alone = await store.NextAppendAsync();
        var waiting = stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask();

        var disposing = stream.DisposeAsync().AsTask();
        Assert.That(() => stream.PublishAsync(new NullAction(), EventSource.Agent).AsTask(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(store.IsDisposed, Is.False);
        alone.Succeed();
        (await store.NextAppendAsync()).Succeed();

        await disposing.WaitAsync(Patience.Long);
        await stream.DisposeAsync();
        Assert.That((await first).Id + (await waiting).Id, Is.EqualTo(1));
        Assert.That(await following.WaitAsync(Patience.Long), Has.Count.EqualTo(2));
        Assert.That(store.IsDisposed);
    }

    [Test]
    public async Task An_idle_stream_has_no_timer()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var activeTimers = Timer.ActiveCount;

        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { TimeProvider = time });
        var delivered = new Collected();
        stream.Subscribe("test", delivered.AddAsync);
        await stream.PublishAsync(new NullAction(), EventSource.Agent);
        await delivered.WaitForAsync(1);

        Assert.That(time.Timers, Is.Zero);
        Assert.That(Timer.ActiveCount, Is.LessThanOrEqualTo(activeTimers));
    }

    [Test]
    public async Task Who_published_an_event_and_what_it_was_unmasked_is_known_to_a_subscriber_that_keeps_origins_however_far_behind()
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"), new EventStreamOptions { FollowerCapacity = 2 });
        var release = new TaskCompletionSource();
        var delivered = new Collected();
        stream.Subscribe("slow", async (agentEvent, cancellationToken) =>
        {
            await release.Task;
            await delivered.AddAsync(agentEvent, cancellationToken);
        }, fromId: null, keepsOrigins: true);
        stream.Secrets.Register("hunter2-hunter2");

        for (var i = 0; i < 20; i++)
        {
            await stream.PublishAsync(new CmdRunAction($"echo hunter2-hunter2 {i}") { Origin = new EventOrigin(this) }, EventSource.Agent);
        }

        release.SetResult();
        var events = await delivered.WaitForAsync(20);
        Assert.That(events.Select(agentEvent => agentEvent.Origin?.Publisher), Has.All.SameAs(this));
        Assert.That(events.Select(agentEvent => agentEvent.Origin?.Unmasked), Is.EqualTo(
            Enumerable.Range(0, 20).Select(i => new CmdRunAction($"echo hunter2-hunter2 {i}"))));
    }

    private static async Task<string[]> ReadLinesAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return (await reader.ReadToEndAsync()).Split('\n');
    }

    private sealed record UnregisteredAction() : AgentAction("unregistered", isRunnable: false);
}
