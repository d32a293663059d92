namespace OpenHands.Browsing;

/// <summary>A browser action that cannot be done, said so that an agent knows what to do next.</summary>
internal sealed class BrowserCallException(string message, Exception? innerException = null) : Exception(message, innerException);
