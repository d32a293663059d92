using System.Collections;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What one agent gets to see: events in order, without those that say nothing to it, and bounded.</summary>
/// <remarks>
/// One writer. A snapshot costs nothing and never changes: the array behind it is only appended to, and replaced when something is left out.
/// </remarks>
internal sealed class AgentHistory(long limit, EventTypeRegistry types)
{
    // What an event costs beside its text.
    private const int Overhead = 256;

    private AgentEvent[] _events = new AgentEvent[16];
    private int _count;
    private long _weight;

    public IReadOnlyList<AgentEvent> Snapshot() => new View(_events, _count);

    public void Add(AgentEvent agentEvent)
    {
        if (agentEvent is NullAction or NullObservation or ChangeAgentStateAction or AgentStateChangedObservation)
        {
            return;
        }

        HideDelegate(agentEvent);
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _count * 2);
        }

        _events[_count++] = agentEvent;
        _weight += Weigh(agentEvent);
        if (_weight > limit)
        {
            LeaveOutOldest();
        }
    }

    // The answer of a called agent takes the place of all that it did.
    private void HideDelegate(AgentEvent agentEvent)
    {
        if (agentEvent is not Observation)
        {
            return;
        }

        // 0.9.3 stored no cause here.
        var isAnswer = agentEvent is AgentDelegateObservation;
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_events[i] is AgentDelegateAction && (agentEvent.Cause == _events[i].Id || (isAnswer && agentEvent.Cause is null)))
            {
                Keep(_events[..(i + 1)]);
                return;
            }

            if (_events[i].Id < agentEvent.Cause)
            {
                return;
            }
        }
    }

    private void LeaveOutOldest()
    {
        var kept = Array.FindIndex(_events, 0, _count, agentEvent => agentEvent is MessageAction { Source: EventSource.User }) is >= 0 and < 16 and var first ? first + 1 : 0;
        var next = kept;
        var weight = _weight;

        // At least one event stays, and no observation without its action.
        while (next < _count - 1 && (weight > limit / 4 * 3 || _events[next] is Observation))
        {
            weight -= Weigh(_events[next++]);
        }

        Keep([.. _events[..kept], .. _events[next.._count]]);
    }

    private void Keep(AgentEvent[] events)
    {
        _count = events.Length;
        _weight = events.Sum(Weigh);
        _events = events.Length == 0 ? new AgentEvent[16] : events;
    }

    private long Weigh(AgentEvent agentEvent) => Overhead + EventWeight.Of(agentEvent, types);

    private sealed class View(AgentEvent[] events, int count) : IReadOnlyList<AgentEvent>
    {
        public int Count => count;

        public AgentEvent this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
                return events[index];
            }
        }

        public IEnumerator<AgentEvent> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return events[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
