using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

internal sealed class FollowerTests
{
    [Test]
    public async Task An_event_that_is_read_from_the_store_before_it_was_offered_has_its_origin()
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"));
        var follower = new Follower(stream, capacity: 4, isBehind: true, keepsOrigins: true);
        follower.StartAt(0);
        var origin = new EventOrigin(Publisher: this);
        var published = await stream.PublishAsync(new CmdRunAction("once"), EventSource.Agent);

        follower.KeepOrigins([published with { Origin = origin }]);
        var read = await follower.ReadAsync(CancellationToken.None).FirstAsync();

        Assert.That(read, Is.EqualTo(published));
        Assert.That(read.Origin, Is.SameAs(origin));
    }

    [Test]
    public async Task An_event_that_comes_from_the_queue_and_was_read_from_the_store_already_comes_once()
    {
        using var folder = new TemporaryFolder();
        await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"));
        var follower = new Follower(stream, capacity: 4, isBehind: true, keepsOrigins: true);
        follower.StartAt(0);
        var reading = follower.ReadAsync(CancellationToken.None).GetAsyncEnumerator();
        var first = await stream.PublishAsync(new CmdRunAction("first"), EventSource.Agent);
        await reading.MoveNextAsync();

        follower.Offer(first);
        var second = await stream.PublishAsync(new CmdRunAction("second"), EventSource.Agent);
        follower.Offer(second);
        await reading.MoveNextAsync();

        Assert.That(reading.Current, Is.EqualTo(second));
    }
}
