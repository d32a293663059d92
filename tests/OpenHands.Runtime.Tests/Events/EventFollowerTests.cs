using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class EventFollowerTests
{
    [Test]
    public async Task Who_joins_under_load_misses_nothing_and_gets_nothing_twice()
    {
        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { FollowerCapacity = 8 });
        var publishing = Enumerable.Range(0, 4).Select(_ => Task.Run(() => PublishAsync(stream, 5_000))).ToList();
        var joining = Enumerable.Range(0, 20).Select(_ => Task.Run(() => stream.FollowAsync().Take(20_000).Select(agentEvent => agentEvent.Id).ToListAsync().AsTask())).ToList();

        await Task.WhenAll(publishing);
        var joined = await Task.WhenAll(joining).WaitAsync(Patience.Long);

        Assert.That(joined, Has.All.EqualTo(Enumerable.Range(0, 20_000)));
    }

    [Test]
    public async Task A_follower_that_keeps_falling_behind_never_sleeps_through_the_last_event()
    {
        // The queue is full again and again just when the reader has emptied it: each round is one chance to lose the wake-up.
        for (var round = 0; round < 20_000; round++)
        {
            await using var stream = EventStream.CreateInMemory(new EventStreamOptions { FollowerCapacity = 1 });
            var following = Task.Run(() => stream.FollowAsync().Take(4).CountAsync().AsTask());
            await PublishAsync(stream, 4);

            Assert.That(await following.WaitAsync(Patience.Long), Is.EqualTo(4), $"round {round}");
        }
    }

    [Test]
    public async Task Who_reconnects_after_an_event_gets_exactly_the_later_ones()
    {
        await using var stream = EventStream.CreateInMemory(new EventStreamOptions { FollowerCapacity = 8 });
        var publishing = Task.Run(() => PublishAsync(stream, 20_000));
        var seen = new List<long>();

        while (seen.Count < 20_000)
        {
            await foreach (var agentEvent in stream.FollowAsync(seen.Count == 0 ? 0 : seen[^1] + 1).Take(1_234))
            {
                seen.Add(agentEvent.Id);
                if (seen.Count == 20_000)
                {
                    break;
                }
            }
        }

        await publishing;
        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 20_000)));
    }

    [Test]
    public async Task Following_can_be_cancelled()
    {
        await using var stream = await StreamOfAsync(1);
        using var cancellation = new CancellationTokenSource();
        await using var following = stream.FollowAsync(cancellationToken: cancellation.Token).GetAsyncEnumerator();
        Assert.That(await following.MoveNextAsync());

        var next = following.MoveNextAsync();
        await cancellation.CancelAsync();

        Assert.That(async () => await next, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Following_a_disposed_stream_gives_what_is_stored_and_ends()
    {
        var stream = await StreamOfAsync(3);
        await stream.DisposeAsync();

        var followed = await stream.FollowAsync(1).ToListAsync();

        Assert.That(followed.Select(agentEvent => agentEvent.Id), Is.EqualTo((long[])[1, 2]));
        Assert.That(() => stream.Subscribe("test", (_, _) => ValueTask.CompletedTask), Throws.TypeOf<ObjectDisposedException>());
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
}
