namespace OpenHands;

/// <summary>Stands in a log for an exception whose words, or those of one inside it, hold a secret.</summary>
internal sealed class MaskedException(string message, string text, string? stackTrace) : Exception(message)
{
    public override string? StackTrace { get; } = stackTrace;

    /// <summary>What the exception itself would say, with the marks.</summary>
    public override string ToString() => text;
}
