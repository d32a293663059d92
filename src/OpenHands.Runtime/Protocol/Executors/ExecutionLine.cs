using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>One line of a streamed execution: either output, or the answer, which comes last and once.</summary>
internal sealed record ExecutionLine
{
    /// <summary>Position of the first byte of <see cref="Text"/>.</summary>
    public long? Offset { get; init; }

    /// <summary>Output.</summary>
    public string? Text { get; init; }

    /// <summary>The status that the answer would have had without streaming.</summary>
    public int? Status { get; init; }

    /// <summary>The body that the answer would have had without streaming.</summary>
    public JsonElement? Answer { get; init; }
}
