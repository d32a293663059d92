using OpenHands.Protocol;

namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class AgentHistoryTests
{
    [Test]
    public void A_snapshot_never_changes()
    {
        var history = new AgentHistory(long.MaxValue, EventSerializer.Default.Types);
        history.Add(new MessageAction("one") { Id = 0 });
        var snapshot = history.Snapshot();

        for (var id = 1; id < 100; id++)
        {
            history.Add(new MessageAction("more") { Id = id });
        }

        Assert.That(snapshot, Has.Count.EqualTo(1));
        Assert.That(snapshot.Single().Message, Is.EqualTo("one"));
        Assert.That(() => snapshot[1], Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(history.Snapshot(), Has.Count.EqualTo(100));
    }

    [Test]
    public void Null_events_and_state_changes_are_left_out()
    {
        var history = new AgentHistory(long.MaxValue, EventSerializer.Default.Types);

        history.Add(new NullAction());
        history.Add(new NullObservation());
        history.Add(new ChangeAgentStateAction(AgentState.Paused));
        history.Add(new AgentStateChangedObservation(AgentState.Paused));

        Assert.That(history.Snapshot(), Is.Empty);
    }

    [Test]
    public void A_long_session_keeps_its_first_words_and_its_newest_events_and_no_observation_without_its_action()
    {
        var history = new AgentHistory(100_000, EventSerializer.Default.Types);
        history.Add(new MessageAction("the task") { Id = 0, Source = EventSource.User });

        for (var id = 1; id < 2000; id += 2)
        {
            history.Add(new CmdRunAction("ls") { Id = id, Source = EventSource.Agent });
            history.Add(new CmdOutputObservation("ls") { Id = id + 1, Cause = id, Content = new string('x', 1000) });
        }

        var kept = history.Snapshot();
        Assert.That(kept[0].Message, Is.EqualTo("the task"));
        Assert.That(kept[1], Is.InstanceOf<CmdRunAction>());
        Assert.That(kept[^1].Id, Is.EqualTo(2000));
        Assert.That(kept.Skip(1).Select(agentEvent => agentEvent.Id), Is.EqualTo(Enumerable.Range((int)kept[1].Id, kept.Count - 1).Select(id => (long)id)));
        Assert.That(kept.Sum(agentEvent => (agentEvent as Observation)?.Content.Length ?? 0), Is.InRange(30_000, 100_000));
    }

    [Test]
    public void An_event_that_is_larger_than_the_limit_is_still_seen()
    {
        var history = new AgentHistory(10_000, EventSerializer.Default.Types);
        history.Add(new MessageAction("the task") { Id = 0, Source = EventSource.User });

        history.Add(new CmdOutputObservation("cat") { Id = 1, Content = new string('x', 50_000) });

        Assert.That(history.Snapshot().Select(agentEvent => agentEvent.Id), Is.EqualTo([0L, 1L]));
    }

    [Test]
    public void The_answer_of_a_called_agent_hides_what_it_did_also_without_a_cause()
    {
        var history = new AgentHistory(long.MaxValue, EventSerializer.Default.Types);
        history.Add(new MessageAction("go") { Id = 0 });
        history.Add(new AgentDelegateAction("a", JsonPayload.EmptyObject) { Id = 1 });
        history.Add(new CmdRunAction("of a") { Id = 2 });
        history.Add(new AgentDelegateAction("b", JsonPayload.EmptyObject) { Id = 3 });
        history.Add(new CmdRunAction("of b") { Id = 4 });
        history.Add(new AgentDelegateObservation(JsonPayload.EmptyObject) { Id = 5, Cause = 3 });

        history.Add(new AgentDelegateObservation(JsonPayload.EmptyObject) { Id = 6, Cause = 1 });

        Assert.That(history.Snapshot().Select(agentEvent => agentEvent.Id), Is.EqualTo([0L, 1L, 6L]));
    }
}
