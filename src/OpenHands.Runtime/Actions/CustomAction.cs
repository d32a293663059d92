namespace OpenHands;

/// <summary>An action of a plugin that has no type of its own: a word and free-form arguments.</summary>
/// <param name="Word">The wire word; registered with <see cref="Protocol.EventTypeRegistry.AddAction(string)"/>.</param>
/// <param name="Args">The arguments, a JSON object. Its members are kept as they came.</param>
public sealed record CustomAction(string Word, JsonPayload Args) : AgentAction(Word, isRunnable: true)
{
    /// <summary>The wire word.</summary>
    public string Word { get; } = Word;

    /// <inheritdoc />
    protected override string Describe() => $"Executing {Word}: {Args}";
}
