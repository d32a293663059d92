using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Configuration;

/// <summary>Tells what is probably wrong in a configuration, once, when the application starts.</summary>
internal sealed partial class ConfigurationWarnings(OpenHandsConfiguration configuration, ILogger<ConfigurationWarnings> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in configuration.Warnings)
        {
            LogWarning(warning);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);
}
