namespace OpenHands.Docker;

/// <summary>The engine refused or failed. Stays inside: callers of the runtime see what it means for them.</summary>
/// <param name="failure">What kind of failure it is.</param>
/// <param name="message">The engine's own words; made a sentence, for others follow.</param>
/// <param name="innerException">What found it.</param>
internal sealed class EngineException(EngineFailure failure, string message, Exception? innerException = null) : Exception(Sentence(message), innerException)
{
    public EngineFailure Failure { get; } = failure;

    private static string Sentence(string message) => message.TrimEnd() is var text && text is [.., '.' or '!' or '?'] ? text : $"{text}.";
}
