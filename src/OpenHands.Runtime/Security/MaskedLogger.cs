using Microsoft.Extensions.Logging;

namespace OpenHands;

/// <summary>Masks secrets in the exceptions that are logged: what failed may quote what it was given.</summary>
internal sealed class MaskedLogger(ILogger logger, SecretMasker secrets) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        logger.Log(logLevel, eventId, state, exception is null ? null : secrets.Mask(exception), formatter);
}
