using Microsoft.Extensions.Logging;

namespace OpenHands.Docker;

/// <summary>Where a runtime logs and takes its time from.</summary>
/// <param name="Factory">Makes loggers; <see langword="null"/> for none.</param>
/// <param name="Time">The clock.</param>
internal readonly record struct RuntimeLogging(ILoggerFactory? Factory, TimeProvider Time);
