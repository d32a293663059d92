using OpenHands.Protocol;

namespace OpenHands.Testing;

/// <summary>Answers as a recording did, in its order.</summary>
internal sealed class ReplayScript(IReadOnlyList<RecordedTurn> turns, EventSerializer serializer)
{
    private readonly Lock _gate = new();
    private int _next;

    public int Unused
    {
        get
        {
            lock (_gate)
            {
                return turns.Count - _next;
            }
        }
    }

    /// <summary>The recorded answer.</summary>
    /// <exception cref="RuntimeAssertionException">The recording has another action in this place, or none.</exception>
    public ScriptStep Find(AgentAction action)
    {
        RecordedTurn turn;
        lock (_gate)
        {
            if (_next == turns.Count)
            {
                throw new RuntimeAssertionException($"The replay is over: all {turns.Count} recorded actions were asked for. Not recorded: {Summary.Of(action)}.");
            }

            turn = turns[_next];
            if (!turn.Action.Equals(action))
            {
                throw new RuntimeAssertionException(
                    $"""
                    The replay takes another way at action {_next + 1} of {turns.Count}.
                      recorded: {Summary.Of(turn.Action)}
                      asked:    {Summary.Of(action)}
                    {EventDifference.Describe(turn.Action, action, serializer)}
                    """);
            }

            _next++;
        }

        return turn.Answer is { } answer
            ? new ScriptStep((_, _) => Task.FromResult(answer))
            : throw new RuntimeAssertionException($"The recording ends before the answer to its action {_next}: {Summary.Of(action)}.");
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return $"replay of {turns.Count} recorded actions: {_next} of them used"
                + (_next < turns.Count ? $", the next is {Summary.Of(turns[_next].Action)}" : "");
        }
    }
}
