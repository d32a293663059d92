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
}
