namespace OpenHands.Execution.IPython;

/// <summary>The beginning of one frame of a message.</summary>
/// <param name="HasMore">Whether another frame of the same message follows.</param>
/// <param name="Length">Bytes of its content, which is read next.</param>
internal readonly record struct ZmtpFrame(bool HasMore, long Length);
