namespace OpenHands.Protocol;

/// <summary>JSON that is not an event: malformed, of an unknown type, or with wrong arguments. The message says which, where and what was expected.</summary>
public sealed class EventFormatException : FormatException
{
    /// <summary>Says what is wrong.</summary>
    public EventFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what found it.</summary>
    public EventFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
