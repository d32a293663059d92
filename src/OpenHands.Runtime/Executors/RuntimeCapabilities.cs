namespace OpenHands;

/// <summary>What a sandbox can do and what it keeps apart.</summary>
public sealed record RuntimeCapabilities
{
    /// <summary>Wire words of the actions that it executes.</summary>
    public required StringList Actions { get; init; }

    /// <summary>What stands between the commands of the sandbox and the machine of the host program.</summary>
    public required IsolationLevel Isolation { get; init; }

    /// <summary>Whether output comes while an action runs, not only at its end.</summary>
    public bool StreamsOutput { get; init; }

    /// <summary>
    /// A directory of the sandbox, as an absolute path there, for files that belong to the runtime and not to its user, such as those of
    /// plugins. It may not exist yet and goes with the executor. <see langword="null"/> where there is none.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>For each action that could be there but is not: one sentence that says what is missing and how to get it.</summary>
    public IReadOnlyDictionary<string, string> Missing { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an action of that wire word is executed.</summary>
    public bool Supports(string actionType) => Actions.Contains(actionType);
}
