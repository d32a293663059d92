namespace OpenHands.Events;

/// <summary>An event store failed. The message names the place, the reason and the remedy.</summary>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="isFatal">Whether the store takes no more events.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class EventStoreException(string message, bool isFatal = false, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>Whether the store takes no more events.</summary>
    public bool IsFatal { get; } = isFatal;
}
