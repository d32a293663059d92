namespace OpenHands;

/// <summary>A request got no answer, or half of one. Stays inside: callers see what it means for their call.</summary>
/// <param name="wasSent">Whether the host may have seen the request.</param>
/// <param name="innerException">What found it.</param>
internal sealed class ConnectionLostException(bool wasSent, Exception innerException) : Exception(innerException.Message, innerException)
{
    /// <summary>Whether the host may have seen the request.</summary>
    public bool WasSent { get; } = wasSent;
}
