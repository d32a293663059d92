namespace OpenHands.Testing;

/// <summary>What a <see cref="FakeRuntime"/> answers to the actions that <c>When</c> described: one step after the other, the last one again and again.</summary>
/// <typeparam name="TAction">The kind of action.</typeparam>
/// <remarks>Safe for concurrent use. May be extended while the runtime runs. Every method returns the script, so that calls can be chained.</remarks>
public sealed class ActionScript<TAction>
    where TAction : AgentAction
{
    private readonly ScriptRule _rule;

    internal ActionScript(ScriptRule rule) => _rule = rule;

    /// <summary>Answers with an observation.</summary>
    public ActionScript<TAction> Answer(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return Add(new ScriptStep((_, _) => Task.FromResult(observation)));
    }

    /// <summary>Answers with what a function makes of the action. What it throws, the caller gets.</summary>
    public ActionScript<TAction> Answer(Func<TAction, Observation> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Add(new ScriptStep((action, _) => Task.FromResult(answer((TAction)action))));
    }

    /// <summary>Answers when a function does.</summary>
    /// <param name="answer">
    /// Gets the action and a token that is cancelled when the action is cancelled or timed out, the connection is cut, or the runtime
    /// stops. The caller does not wait for a function that ignores it.
    /// </param>
    public ActionScript<TAction> Answer(Func<TAction, CancellationToken, Task<Observation>> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Add(new ScriptStep((action, cancellationToken) => answer((TAction)action, cancellationToken)));
    }

    /// <inheritdoc cref="Answer(Observation)"/>
    public ActionScript<TAction> Then(Observation observation) => Answer(observation);

    /// <inheritdoc cref="Answer(Func{TAction, Observation})"/>
    public ActionScript<TAction> Then(Func<TAction, Observation> answer) => Answer(answer);

    /// <inheritdoc cref="Answer(Func{TAction, CancellationToken, Task{Observation}})"/>
    public ActionScript<TAction> Then(Func<TAction, CancellationToken, Task<Observation>> answer) => Answer(answer);

    /// <summary>Throws instead of answering. The stream gets an <see cref="ErrorObservation"/> in its place, as from a real runtime.</summary>
    /// <param name="exception">Usually a <see cref="RuntimeException"/>: that is what a sandbox that fails throws.</param>
    public ActionScript<TAction> Throws(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Add(new ScriptStep((_, _) => Task.FromException<Observation>(exception)));
    }

    /// <summary>
    /// Cuts the connection in the middle of the action, after the output that <see cref="Printing"/> says: a
    /// <see cref="RuntimeUnavailableException"/> that calls the outcome unknown. <see cref="FakeConnection.Restore"/> mends it.
    /// </summary>
    public ActionScript<TAction> Disconnects() => Add(new ScriptStep((_, _) => throw new InvalidOperationException()) { CutsConnection = true });

    /// <summary>Says how long the step before takes, on the runtime's clock. Longer than the action's timeout, it is timed out.</summary>
    /// <param name="time">0 or more, at most 24 h.</param>
    public ActionScript<TAction> After(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(24));
        _rule.ChangeLast(step => step with { Latency = time });
        return this;
    }

    /// <summary>
    /// Says what the step before prints while it runs, piece by piece, for those who stream. The pieces come at even distances within the
    /// time of <see cref="After"/>. Without it, the content of a command or cell comes in one piece at the end.
    /// </summary>
    public ActionScript<TAction> Printing(params IEnumerable<string> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        string[] output = [.. pieces];
        _rule.ChangeLast(step => step with { Output = output });
        return this;
    }

    /// <summary>Ends the script: after its last step it answers no more, and older scripts come into their own.</summary>
    public ActionScript<TAction> NoMore()
    {
        _rule.EndAfterLast();
        return this;
    }

    private ActionScript<TAction> Add(ScriptStep step)
    {
        _rule.Add(step);
        return this;
    }
}
