namespace OpenHands.Agents;

/// <summary>A model could not be asked, or never answered anything of use. The message says what happened, where, and what to do; it holds no key.</summary>
/// <param name="message">What happened, where, and what to do.</param>
/// <param name="innerException">What was behind it.</param>
public sealed class ModelException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Whether asking the same again can help, as after a connection that broke.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the question was longer than the model takes.</summary>
    public bool IsContextOverflow { get; init; }
}
