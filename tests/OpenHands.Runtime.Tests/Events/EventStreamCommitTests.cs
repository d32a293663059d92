using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class EventStreamCommitTests
{
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

    private sealed record UnregisteredAction() : AgentAction("unregistered", isRunnable: false);
}
