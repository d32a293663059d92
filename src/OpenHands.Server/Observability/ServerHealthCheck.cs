using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenHands.Server.Observability;

/// <summary>Whether new sessions can be opened and kept.</summary>
internal sealed class ServerHealthCheck(ServerOptions options, SessionManager sessions, RuntimeFactories runtimes) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object> { ["sessions"] = sessions.Count };
        if (runtimes.Names.Count == 0)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("There is no runtime: add a backend, such as AddOpenHandsServer().AddLocal().", null, data));
        }

        if (WhyNotWritable() is { } why)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy(why, null, data));
        }

        return Task.FromResult(sessions.Count >= options.MaxSessions
            ? HealthCheckResult.Degraded($"There are {sessions.Count} sessions, which is the most there may be.", null, data)
            : HealthCheckResult.Healthy(null, data));
    }

    private string? WhyNotWritable()
    {
        if (options.DataDirectory is not { } directory)
        {
            return null;
        }

        try
        {
            var probe = Path.Combine(Directory.CreateDirectory(directory).FullName, $".health-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The data directory cannot be written to: {exception.Message}";
        }
    }
}
