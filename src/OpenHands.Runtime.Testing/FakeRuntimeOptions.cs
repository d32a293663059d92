namespace OpenHands.Testing;

/// <summary>Options of a <see cref="FakeRuntime"/>.</summary>
public sealed class FakeRuntimeOptions : RuntimeOptions
{
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
    public IList<string> Actions { get; init; } = ["run", "run_ipython", "browse", "browse_interactive", "read", "write"];

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

    /// <summary>A copy for another session.</summary>
    internal FakeRuntimeOptions For(string sessionId) => new()
    {
        SessionId = sessionId,
        ActionTimeout = ActionTimeout,
        SoftTimeout = SoftTimeout,
        MaxOutputBytes = MaxOutputBytes,
        MaxOutputFileBytes = MaxOutputFileBytes,
        Environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal),
        EnableAutoLint = EnableAutoLint,
        EventTypes = EventTypes,
        Plugins = [.. Plugins],
        PluginStartTimeout = PluginStartTimeout,
        Name = Name,
        WorkspacePath = WorkspacePath,
        Unscripted = Unscripted,
        Latency = Latency,
        Actions = [.. Actions],
    };
}
