namespace OpenHands.Agents;

/// <summary>How a <see cref="CodeActAgent"/> behaves. Read once, when it is made.</summary>
public sealed class CodeActAgentOptions
{
    /// <summary>The name under which it is registered. Default <c>CodeActAgent</c>.</summary>
    public string Name { get; set; } = CodeActAgent.DefaultName;

    /// <summary>The configured model that it asks; <see langword="null"/>, the default, for the default one. Only for agents that are made by name.</summary>
    public string? Model { get; set; }

    /// <summary>The plugins that it wants in its runtime, in this order. Default <c>agent_skills</c>, then <c>jupyter</c>; both need IPython in the sandbox.</summary>
    public IReadOnlyList<string> Plugins { get; set; } = ["agent_skills", "jupyter"];

    /// <summary>
    /// Whether somebody reads and answers what it says. Then words without an action are a message, and the agent waits. Otherwise it is told
    /// to decide by itself, and to say when it is done. Default <see langword="true"/>.
    /// </summary>
    public bool IsInteractive { get; set; } = true;

    /// <summary>The agents that it may hand a part of the work to, with a sentence each that says what they are good at. Default none.</summary>
    public IReadOnlyDictionary<string, string> Delegates { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is added to its prompt, such as the rules of a project. Default empty.</summary>
    public string Instructions { get; set; } = "";

    /// <summary>
    /// Whether a history that grows too long for the model is summarised by the model itself. Otherwise, and where that fails, its oldest steps
    /// are left out. Default <see langword="true"/>.
    /// </summary>
    public bool Summarizes { get; set; } = true;

    /// <summary>
    /// How often the model is told what was wrong with an answer, and asked again, within one step. After that the task ends in an error.
    /// Default 3. Between 0 and 20.
    /// </summary>
    public int MaxRepairs { get; set; } = 3;

    /// <summary>How often a step asks again when the connection breaks in the middle of an answer. Default 2. Between 0 and 20.</summary>
    public int MaxReconnects { get; set; } = 2;

    /// <summary>How long a command or a cell may take when the model does not say; <see langword="null"/>, the default, for <see cref="RuntimeOptions.ActionTimeout"/>.</summary>
    public TimeSpan? ActionTimeout { get; set; }

    /// <summary>A copy for a session.</summary>
    internal CodeActAgentOptions With(bool? isInteractive)
    {
        var copy = (CodeActAgentOptions)MemberwiseClone();
        copy.IsInteractive = isInteractive ?? IsInteractive;
        return copy;
    }

    /// <summary>Throws when the options cannot be.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message names every one that is.</exception>
    internal void ThrowIfInvalid()
    {
        var problems = new List<string>();
        Require(!string.IsNullOrWhiteSpace(Name), "Name is empty.");
        Require(Plugins is not null && Delegates is not null && Instructions is not null, "Plugins, Delegates and Instructions must not be null.");
        Require(MaxRepairs is >= 0 and <= 20, $"MaxRepairs is {MaxRepairs}; it must be between 0 and 20.");
        Require(MaxReconnects is >= 0 and <= 20, $"MaxReconnects is {MaxReconnects}; it must be between 0 and 20.");
        Require(ActionTimeout is null || (ActionTimeout >= TimeSpan.FromSeconds(1) && ActionTimeout <= TimeSpan.FromHours(1)), $"ActionTimeout is {ActionTimeout}; it must be between 1 s and 1 h.");
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems));
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
