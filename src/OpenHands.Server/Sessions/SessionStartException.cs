namespace OpenHands.Server;

/// <summary>A session could not be initialised, or its settings not be changed.</summary>
internal sealed class SessionStartException(string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>Whether every client has been told.</summary>
    public bool IsTold { get; init; }
}
