using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server.Tests.Sessions;

internal sealed class MemoryBudgetTests
{
    private const int Mebibyte = 1024 * 1024;

    [Test]
    public void What_is_small_may_take_an_eighth_more()
    {
        var budget = new MemoryBudget(Mebibyte);

        Assert.That(budget.TryTake(Mebibyte), Is.True);
        Assert.That(budget.TryTake(MemoryBudget.SmallBytes + 1), Is.False);
        Assert.That(Enumerable.Range(0, 100).Count(_ => budget.TryTake(MemoryBudget.SmallBytes)), Is.EqualTo(Mebibyte / 8 / MemoryBudget.SmallBytes));
    }

    [Test]
    public void A_budget_without_end_has_room_for_everything()
    {
        var budget = new MemoryBudget(long.MaxValue);

        Assert.That(budget.TryTake(1), Is.True);
        Assert.That(budget.TryTake(long.MaxValue / 2), Is.True);
        Assert.That(budget.TryTake(long.MaxValue), Is.False);
    }

    [Test]
    public void Many_who_take_at_once_never_get_more_than_there_is()
    {
        var budget = new MemoryBudget(Mebibyte);
        var taken = 0;

        Parallel.For(0, 10_000, _ => Interlocked.Add(ref taken, budget.TryTake(5_000) ? 5_000 : 0));

        Assert.That(taken, Is.InRange(Mebibyte - 5_000, Mebibyte));
    }

    [Test]
    public async Task A_small_event_is_stored_beside_a_large_one_that_does_not_fit()
    {
        await using var stream = await EventStream.OpenAsync(new MemoryEventStore(new MemoryBudget(Mebibyte), EventSerializer.Default.Types));
        Task<MessageAction>[] publishing = [.. Enumerable.Range(0, 20).Select(i => stream.PublishAsync(new MessageAction(new string('x', i % 2 == 0 ? 1_000_000 : 10)), EventSource.User).AsTask())];

        await ((Task)Task.WhenAll(publishing)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(publishing.Select(task => task.IsCompletedSuccessfully), Is.EqualTo(Enumerable.Range(0, 20).Select(i => i % 2 != 0)));
    }

    [Test]
    public async Task A_store_gives_back_once_what_it_took()
    {
        var budget = new MemoryBudget(Mebibyte);
        var store = new MemoryEventStore(budget, EventSerializer.Default.Types);
        await store.AppendAsync(new AgentEvent[] { new MessageAction(new string('x', 400_000)) });

        await store.DisposeAsync();
        await store.DisposeAsync();

        Assert.That(budget.TryTake(Mebibyte), Is.True);
        Assert.That(budget.TryTake(Mebibyte / 4), Is.False);
    }
}
