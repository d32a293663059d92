namespace OpenHands.Testing;

/// <summary>Options of a <see cref="FakeRuntime"/>.</summary>
public sealed class FakeRuntimeOptions : RuntimeOptions
{
    private IList<string> _actions = ["run", "run_ipython", "browse", "browse_interactive", "read", "write"];

    /// <summary>What <see cref="Runtime.Name"/> says. Default <c>fake</c>.</summary>
    public string Name { get; set; } = "fake";

    /// <summary>The agent's directory in the fake sandbox; an absolute path that exists nowhere. Default <c>/workspace</c>.</summary>
    public string WorkspacePath { get; set; } = "/workspace";

    /// <summary>What happens to an action that no script answers. Default <see cref="UnscriptedActions.Fail"/>.</summary>
    public UnscriptedActions Unscripted { get; set; }

    /// <summary>How long every action takes that does not say so itself, on the runtime's clock. Default none. Between 0 and 24 h.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>
    /// Wire words of the actions that the sandbox supports; others are answered as a real runtime does that lacks them. Default
    /// <c>run</c>, <c>run_ipython</c>, <c>browse</c>, <c>browse_interactive</c>, <c>read</c> and <c>write</c>.
    /// </summary>
    public IList<string> Actions
    {
        get => _actions;
        init => _actions = value;
    }

    /// <inheritdoc />
    protected override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (string.IsNullOrWhiteSpace(Name))
        {
            problems.Add("Name must not be empty.");
        }

        if (WorkspacePath is null || !WorkspacePath.StartsWith('/') || WorkspacePath.Contains('\0'))
        {
            problems.Add($"WorkspacePath '{WorkspacePath}' must be an absolute path, such as /workspace.");
        }

        if (Latency < TimeSpan.Zero || Latency > TimeSpan.FromHours(24))
        {
            problems.Add($"Latency is {Latency}; it must be between 0 and 24 h.");
        }
    }

    internal FakeRuntimeOptions For(string sessionId) => (FakeRuntimeOptions)CopyFor(sessionId);

    /// <inheritdoc />
    protected override RuntimeOptions CopyFor(string sessionId)
    {
        var copy = (FakeRuntimeOptions)base.CopyFor(sessionId);
        copy._actions = [.. _actions];
        return copy;
    }
}
