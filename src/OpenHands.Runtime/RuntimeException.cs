namespace OpenHands;

/// <summary>The machinery failed, as opposed to a command: there is no observation.</summary>
public abstract class RuntimeException : Exception
{
    private protected RuntimeException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether asking the same again can help.</summary>
    public virtual bool IsTransient => false;
}

/// <summary>The runtime could not start. Mend what the message names, then start a new one.</summary>
/// <param name="message">What happened, to what, and what to do.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class RuntimeStartException(string message, Exception? innerException = null) : RuntimeException(message, innerException);

/// <summary>The sandbox is not there, or not any more. Get a new one; with <see cref="IsTransient"/>, ask again.</summary>
/// <param name="message">What happened, to what, and what to do.</param>
/// <param name="isTransient">Whether asking again can help.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class RuntimeUnavailableException(string message, bool isTransient = false, Exception? innerException = null)
    : RuntimeException(message, innerException)
{
    /// <inheritdoc />
    public override bool IsTransient { get; } = isTransient;
}

/// <summary>The executor answered what this version does not understand. Use the same version on both sides.</summary>
/// <param name="message">What happened, to what, and what to do.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class ExecutorProtocolException(string message, Exception? innerException = null) : RuntimeException(message, innerException);

/// <summary>The connection broke after an action was sent: it may have run, wholly, partly or not at all. It was not sent a second time. Look before asking again.</summary>
/// <param name="message">What happened, to what, and what to do.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class RuntimeOutcomeUnknownException(string message, Exception? innerException = null) : RuntimeException(message, innerException);
