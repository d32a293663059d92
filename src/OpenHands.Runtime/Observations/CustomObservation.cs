namespace OpenHands;

/// <summary>An observation of a plugin that has no type of its own: a word, a text and free-form data.</summary>
/// <param name="Word">The wire word; registered with <see cref="Protocol.EventTypeRegistry.AddObservation(string)"/>.</param>
/// <param name="Extras">The data, a JSON object. Its members are kept as they came.</param>
public sealed record CustomObservation(string Word, JsonPayload Extras) : Observation(Word)
{
    /// <summary>The wire word.</summary>
    public string Word { get; } = Word;

    /// <inheritdoc />
    protected override string Describe() => Content;
}
