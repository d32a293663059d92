using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>The body of every answer that is not a success.</summary>
/// <param name="Detail">What happened, to what, and what to do. Under this name in OpenHands 0.9.3; a list where a body was malformed there.</param>
/// <param name="Code">One of <see cref="ExecutorErrorCode"/>.</param>
internal sealed record ExecutorError(JsonElement Detail, string? Code)
{
    /// <summary>Whether asking again can help.</summary>
    public bool? IsTransient { get; init; }
}
