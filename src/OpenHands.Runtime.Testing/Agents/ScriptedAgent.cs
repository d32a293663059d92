namespace OpenHands.Testing;

/// <summary>An agent that does as it is told, for tests of what drives agents.</summary>
/// <remarks>Safe for concurrent use, although a controller asks for one step at a time.</remarks>
public sealed class ScriptedAgent : IAgent
{
    private readonly Lock _gate = new();
    private readonly List<IReadOnlyList<AgentEvent>> _seen = [];
    private readonly Func<IReadOnlyList<AgentEvent>, int, CancellationToken, Task<AgentAction>> _decide;

    /// <summary>An agent that takes these actions one after the other, and then finishes.</summary>
    /// <param name="actions">The actions. When the last one is no <see cref="AgentFinishAction"/>, one is added.</param>
    public ScriptedAgent(params IEnumerable<AgentAction> actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        AgentAction[] given = [.. actions];
        AgentAction[] script = given is [.., AgentFinishAction] ? given : [.. given, new AgentFinishAction()];
        _decide = (_, step, _) => Task.FromResult(step <= script.Length
            ? script[step - 1]
            : throw new RuntimeAssertionException($"The scripted agent was asked for step {step}, but had finished with step {script.Length}."));
    }

    /// <summary>An agent that decides by a function of the history.</summary>
    public ScriptedAgent(Func<IReadOnlyList<AgentEvent>, AgentAction> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        _decide = (history, _, _) => Task.FromResult(decide(history));
    }

    /// <summary>An agent that decides by a function that may take its time.</summary>
    public ScriptedAgent(Func<IReadOnlyList<AgentEvent>, CancellationToken, Task<AgentAction>> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        _decide = (history, _, cancellationToken) => decide(history, cancellationToken);
    }

    /// <inheritdoc />
    public string Name { get; init; } = "scripted";

    /// <inheritdoc />
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The history that each step so far was given: a copy of each.</summary>
    public IReadOnlyList<IReadOnlyList<AgentEvent>> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>How many steps were asked for.</summary>
    public int Steps
    {
        get
        {
            lock (_gate)
            {
                return _seen.Count;
            }
        }
    }

    /// <inheritdoc />
    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        cancellationToken.ThrowIfCancellationRequested();
        int step;
        lock (_gate)
        {
            _seen.Add([.. history]);
            step = _seen.Count;
        }

        return _decide(history, step, cancellationToken);
    }
}
