namespace OpenHands.Testing;

/// <summary>Which actions a script answers, and with what. Guarded by the lock of its <see cref="FakeScript"/>.</summary>
internal sealed class ScriptRule(Type actionType, Func<AgentAction, bool> matches, string description, Lock gate)
{
    private readonly List<ScriptStep> _steps = [];
    private bool _endsAfterLast;
    private int _answered;

    public bool Matches(AgentAction action)
    {
        try
        {
            return actionType.IsInstanceOfType(action) && matches(action);
        }
        catch (Exception exception)
        {
            throw new RuntimeAssertionException($"The condition of the script {description} threw on {Summary.Of(action)}: {exception.Message}", exception);
        }
    }

    public void Add(ScriptStep step)
    {
        lock (gate)
        {
            if (_endsAfterLast)
            {
                throw new InvalidOperationException($"The script {description} was said to end here. Add the step before {nameof(ActionScript<>.NoMore)}.");
            }

            _steps.Add(step);
        }
    }

    public void ChangeLast(Func<ScriptStep, ScriptStep> change)
    {
        lock (gate)
        {
            ThrowIfEmpty();
            _steps[^1] = change(_steps[^1]);
        }
    }

    public void EndAfterLast()
    {
        lock (gate)
        {
            ThrowIfEmpty();
            _endsAfterLast = true;
        }
    }

    /// <summary>The next step; the last one again and again unless the script ends there. <see langword="null"/> when there is none.</summary>
    public ScriptStep? Take()
    {
        lock (gate)
        {
            if (_steps.Count == 0 || (_endsAfterLast && _answered >= _steps.Count))
            {
                return null;
            }

            _answered++;
            return _steps[Math.Min(_answered, _steps.Count) - 1];
        }
    }

    /// <summary>How many of its steps were never used.</summary>
    public int Unused
    {
        get
        {
            lock (gate)
            {
                return Math.Max(0, _steps.Count - _answered);
            }
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            var state = _steps.Count == 0 ? "has no answer yet"
                : _endsAfterLast && _answered >= _steps.Count ? $"used up after {Count(_answered)}"
                : _answered == 0 ? "not used yet"
                : $"used {Count(_answered)}";
            return $"{description}: {state}";
        }
    }

    private static string Count(int times) => times == 1 ? "once" : $"{times} times";

    private void ThrowIfEmpty()
    {
        if (_steps.Count == 0)
        {
            throw new InvalidOperationException($"The script {description} has no answer yet that this could belong to. Say first what is answered.");
        }
    }
}
