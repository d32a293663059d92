namespace OpenHands.Testing;

/// <summary>All that is scripted for a runtime. Of several rules that match an action, the latest one that is not used up counts.</summary>
internal sealed class FakeScript
{
    private readonly Lock _gate = new();
    private ScriptRule[] _latestFirst = [];
    private int _unscripted;

    /// <summary>What answers when no rule does; set before the runtime is used.</summary>
    public ReplayScript? Replay { get; set; }

    public ActionScript<TAction> Add<TAction>(Func<TAction, bool>? where, string description)
        where TAction : AgentAction
    {
        var rule = new ScriptRule(typeof(TAction), action => where is null || where((TAction)action), description, _gate);
        lock (_gate)
        {
            _latestFirst = [rule, .. _latestFirst];
        }

        return new ActionScript<TAction>(rule);
    }

    /// <summary>The answer to an action, if there is one.</summary>
    public ScriptStep? Find(AgentAction action)
    {
        foreach (var rule in Volatile.Read(ref _latestFirst))
        {
            // Conditions are the test's own code: they run outside the lock.
            if (rule.Matches(action) && rule.Take() is { } step)
            {
                return step;
            }
        }

        return Replay?.Find(action);
    }

    public RuntimeAssertionException Unscripted(AgentAction action)
    {
        Interlocked.Increment(ref _unscripted);
        return new RuntimeAssertionException(
            $"""
            Nothing is scripted for {Summary.Of(action)}.
            {Describe()}
            Script it with runtime.When<{action.GetType().Name}>(…).Answer(…), or set {nameof(FakeRuntimeOptions)}.{nameof(FakeRuntimeOptions.Unscripted)} to {nameof(UnscriptedActions)}.{nameof(UnscriptedActions.Succeed)}.
            """);
    }

    /// <summary>Fails when an action found no script, or a step found no action.</summary>
    public void ThrowIfNotFollowed(IReadOnlyList<RecordedCall> calls)
    {
        var unused = Volatile.Read(ref _latestFirst).Sum(rule => rule.Unused) + (Replay?.Unused ?? 0);
        var unscripted = Volatile.Read(ref _unscripted);
        if (unused + unscripted > 0)
        {
            throw new RuntimeAssertionException(
                $"""
                Expected that everything scripted is used and nothing else is asked; {unused} scripted answers were not used and {unscripted} actions were not scripted.
                {Describe()}
                {Summary.Of(calls)}
                """);
        }
    }

    private string Describe()
    {
        var rules = Volatile.Read(ref _latestFirst).Select(rule => $"  {rule}");
        var all = Replay is null ? rules : rules.Append($"  {Replay}");
        return all.Any() ? string.Join('\n', all.Prepend("Scripted, the latest first:")) : "There is no script at all.";
    }
}
