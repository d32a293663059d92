namespace OpenHands.Testing;

/// <summary>A test's expectation does not hold: something unscripted was asked, a replay took another way, or a <c>Should…</c> failed.</summary>
/// <remarks>Every test framework reports it as a failure, with a message that shows what was expected and what came instead.</remarks>
/// <param name="message">What was expected, what came, and what was recorded.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class RuntimeAssertionException(string message, Exception? innerException = null) : Exception(message, innerException);
