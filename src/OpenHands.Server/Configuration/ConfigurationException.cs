namespace OpenHands.Server;

/// <summary>A configuration that cannot be used. The message names every key that is wrong, its value unless it is a secret, and what it must be.</summary>
/// <param name="message">The problems.</param>
/// <param name="innerException">What found them.</param>
public sealed class ConfigurationException(string message, Exception? innerException = null) : Exception(message, innerException);
