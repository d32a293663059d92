using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class EventSubscriptionTests
{
    [Test]
    public async Task By_default_it_begins_with_the_next_event()
    {
        await using var stream = await StreamOfAsync(3);
        var delivered = new Collected();

        stream.Subscribe("test", delivered.AddAsync);
        await stream.PublishAsync(new NullAction(), EventSource.Agent);

        Assert.That((await delivered.WaitForAsync(1))[0].Id, Is.EqualTo(3));
    }

    [Test]
    public async Task It_can_begin_with_any_event_stored_or_to_come()
    {
        await using var stream = await StreamOfAsync(3);
        var stored = new Collected();
        var future = new Collected();

        stream.Subscribe("stored", stored.AddAsync, fromId: 1);
        stream.Subscribe("future", future.AddAsync, fromId: 5);
        await PublishAsync(stream, 4);

        await stored.WaitForAsync(6);
        await future.WaitForAsync(2);
        Assert.That(stored.Ids, Is.EqualTo((long[])[1, 2, 3, 4, 5, 6]));
        Assert.That(future.Ids, Is.EqualTo((long[])[5, 6]));
    }

    [Test]
    public async Task A_name_is_taken_until_its_subscription_ends()
    {
        await using var stream = EventStream.CreateInMemory();
        var first = stream.Subscribe("test", (_, _) => ValueTask.CompletedTask);

        Assert.That(() => stream.Subscribe("test", (_, _) => ValueTask.CompletedTask), Throws.InvalidOperationException.With.Message.EqualTo("Subscriber already exists: test"));
        await first.DisposeAsync();

        Assert.That(() => stream.Subscribe("test", (_, _) => ValueTask.CompletedTask), Throws.Nothing);
    }

    [Test]
    public async Task A_handler_that_throws_is_counted_and_gets_the_next_event()
    {
        await using var stream = EventStream.CreateInMemory();
        var delivered = new Collected();
        var subscription = stream.Subscribe("test", async (agentEvent, cancellationToken) =>
        {
            await delivered.AddAsync(agentEvent, cancellationToken);
            throw new FormatException($"event {agentEvent.Id}");
        });

        await PublishAsync(stream, 3);
        await stream.DisposeAsync();
        await subscription.Completion.WaitAsync(Patience.Long);

        Assert.Multiple(() =>
        {
            Assert.That(delivered.Ids, Is.EqualTo((long[])[0, 1, 2]));
            Assert.That((subscription.Failures, subscription.LastFailure!.Message, subscription.DeliveredId), Is.EqualTo((3, "event 2", 2L)));
        });
    }

    [Test]
    public async Task A_slow_subscriber_delays_nobody()
    {
        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { FollowerCapacity = 4 });
        var release = new TaskCompletionSource();
        var slow = new Collected();
        var fast = new Collected();
        stream.Subscribe("slow", async (agentEvent, cancellationToken) =>
        {
            await release.Task;
            await slow.AddAsync(agentEvent, cancellationToken);
        });
        stream.Subscribe("fast", fast.AddAsync);

        await PublishAsync(stream, 1_000);
        await fast.WaitForAsync(1_000);
        Assert.That(slow.Events, Is.Empty);
        release.SetResult();

        await slow.WaitForAsync(1_000);
        Assert.That(slow.Ids, Is.EqualTo(fast.Ids).And.Ordered);
    }

    [TestCaseSource(nameof(LargeEvents))]
    public async Task A_subscriber_that_stands_still_holds_few_large_events_and_gets_all_of_them_later(AgentEvent large)
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"));
        var (entered, release, delivered) = (new TaskCompletionSource(), new TaskCompletionSource(), new Collected());
        stream.Subscribe("slow", async (agentEvent, cancellationToken) =>
        {
            entered.TrySetResult();
            await release.Task.WaitAsync(cancellationToken);
            await delivered.AddAsync(agentEvent, cancellationToken);
        });
        await stream.PublishAsync(new NullAction(), EventSource.User);
        await entered.Task;
        var published = new List<WeakReference>();

        await PublishKeepingWeakAsync(stream, published, 20, large);
        GC.Collect();
        var held = published.Count(reference => reference.IsAlive);
        release.SetResult();
        await delivered.WaitForAsync(21);

        Assert.That(held, Is.LessThanOrEqualTo(9));
        Assert.That(delivered.Ids, Is.EqualTo(Enumerable.Range(0, 21)));
    }

    [Test]
    public async Task A_subscriber_that_never_returns_holds_no_more_than_its_queue()
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"), new EventStreamOptions { FollowerCapacity = 16 });
        var entered = new TaskCompletionSource();
        var subscription = stream.Subscribe("stuck", async (_, cancellationToken) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        var published = new List<WeakReference>();

        await PublishKeepingWeakAsync(stream, published, 2_000);
        await entered.Task.WaitAsync(Patience.Long);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.That(published.Count(agentEvent => agentEvent.IsAlive), Is.LessThan(16 + 64), "the queue, the event in the handler, and a few in flight");
        await subscription.DisposeAsync();
    }

    [Test]
    public async Task Delivery_is_in_id_order_while_many_publish()
    {
        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { FollowerCapacity = 32 });
        var delivered = Enumerable.Range(0, 4).Select(_ => new Collected()).ToList();
        foreach (var (index, collected) in delivered.Index())
        {
            stream.Subscribe($"subscriber {index}", collected.AddAsync);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PublishAsync(stream, 500))));

        foreach (var collected in delivered)
        {
            await collected.WaitForAsync(4_000);
            Assert.That(collected.Ids, Is.EqualTo(Enumerable.Range(0, 4_000)));
        }
    }

    [Test]
    public async Task Disposing_it_cancels_the_handler_and_waits_for_it()
    {
        await using var stream = EventStream.CreateInMemory();
        var entered = new TaskCompletionSource();
        var left = false;
        var subscription = stream.Subscribe("test", async (_, cancellationToken) =>
        {
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                left = true;
            }
        });
        await stream.PublishAsync(new NullAction(), EventSource.Agent);
        await entered.Task.WaitAsync(Patience.Long);

        await subscription.DisposeAsync();
        await subscription.DisposeAsync();

        Assert.That(left);
        Assert.That(subscription.Completion.IsCompletedSuccessfully);
    }

    [Test]
    public async Task A_handler_may_end_its_own_subscription_and_the_stream()
    {
        var stream = EventStream.CreateInMemory();
        EventSubscription? subscription = null;
        var ready = new TaskCompletionSource();
        subscription = stream.Subscribe("test", async (_, _) =>
        {
            await ready.Task;
            await stream.DisposeAsync();
            await subscription!.DisposeAsync();
        });
        await stream.PublishAsync(new NullAction(), EventSource.Agent);
        ready.SetResult();

        await subscription.Completion.WaitAsync(Patience.Long);

        Assert.That(subscription.DeliveredId, Is.Zero);
    }

    [Test]
    public async Task When_the_stream_is_disposed_it_still_delivers_everything()
    {
        using var folder = new TemporaryFolder();
        var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"), new EventStreamOptions { FollowerCapacity = 4 });
        var release = new TaskCompletionSource();
        var delivered = new Collected();
        var subscription = stream.Subscribe("slow", async (agentEvent, cancellationToken) =>
        {
            await release.Task;
            await delivered.AddAsync(agentEvent, cancellationToken);
        });

        await PublishAsync(stream, 50);
        await stream.DisposeAsync();
        release.SetResult();
        await subscription.Completion.WaitAsync(Patience.Long);

        Assert.That(delivered.Ids, Is.EqualTo(Enumerable.Range(0, 50)));
    }

    private static async Task<EventStream> StreamOfAsync(int count)
    {
        var stream = EventStream.CreateInMemory();
        await PublishAsync(stream, count);
        return stream;
    }

    private static async Task PublishAsync(EventStream stream, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await stream.PublishAsync(new CmdRunAction("x"), EventSource.Agent);
        }
    }

    private static async Task PublishKeepingWeakAsync(EventStream stream, List<WeakReference> published, int count, AgentEvent? agentEvent = null)
    {
        for (var i = 0; i < count; i++)
        {
            published.Add(new WeakReference(await stream.PublishAsync(agentEvent ?? new CmdRunAction("x"), EventSource.Agent)));
        }
    }

    // Of a million characters each, in every place where there may be that many.
    private static IEnumerable<TestCaseData> LargeEvents()
    {
        var text = new string('x', 1024 * 1024);
        var json = JsonPayload.Parse($$"""{"text":"{{text}}"}""");
        (string Name, AgentEvent Event)[] events =
        [
            ("message", new MessageAction(text)),
            ("message with a picture", new MessageAction("look") { ImagesUrls = [text] }),
            ("run", new CmdRunAction(text)),
            ("run_ipython", new IPythonRunCellAction(text)),
            ("write", new FileWriteAction("a", text)),
            ("browse_interactive", new BrowseInteractiveAction(text)),
            ("finish", new AgentFinishAction { Outputs = json }),
            ("delegate", new AgentDelegateAction("a", json)),
            ("output of a run", new CmdOutputObservation(text)),
            ("output of a cell", new IPythonRunCellObservation(text)),
            ("error", new ErrorObservation(text)),
            ("browse with a screenshot", new BrowserOutputObservation("u", text)),
            ("browse with a tree", new BrowserOutputObservation("u", "") { AxtreeObject = json }),
            ("end of a delegate", new AgentDelegateObservation(json)),
        ];
        return events.Select(row => new TestCaseData(row.Event).SetArgDisplayNames(row.Name));
    }
}
