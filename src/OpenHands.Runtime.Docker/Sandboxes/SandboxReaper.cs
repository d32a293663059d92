using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands.Docker;

/// <summary>Removes the sandboxes of one owner that nobody will come back for: at once, and then on a timer.</summary>
/// <remarks>
/// Goes by labels, never by names, and touches nothing of other owners. What a living program of this machine made is left alone. What a
/// dead one made goes, unless it was to be kept; that, and what was made on machines that cannot be seen from here, goes when it was idle for
/// longer than its label allows. Paused ones stay: whoever pauses means to come back.
/// </remarks>
internal sealed partial class SandboxReaper : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_sweepTime = TimeSpan.FromMinutes(2);

    private readonly IContainerEngine _engine;
    private readonly string _owner;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Begins at once, in the background.</summary>
    public SandboxReaper(IContainerEngine engine, string owner, RuntimeLogging logging)
        : this(engine, owner, logging, begin: true)
    {
    }

    private SandboxReaper(IContainerEngine engine, string owner, RuntimeLogging logging, bool begin)
    {
        _engine = engine;
        _owner = owner;
        _time = logging.Time;
        _logger = (logging.Factory ?? NullLoggerFactory.Instance).CreateLogger<SandboxReaper>();
        if (begin)
        {
            _ = Task.Run(() => SweepForEverAsync(_stop.Token));
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>The names of the containers that were removed.</returns>
    public static async Task<IReadOnlyList<string>> SweepOnceAsync(IContainerEngine engine, string owner, RuntimeLogging logging, CancellationToken cancellationToken)
    {
        using var reaper = new SandboxReaper(engine, owner, logging, begin: false);
        return await reaper.SweepAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task SweepForEverAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await TrySweepAsync(cancellationToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The last runtime of this engine has stopped.
        }
    }

    private async Task TrySweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(s_sweepTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await SweepAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotSwept(exception, _owner, _engine.Endpoint);
        }
    }

    private async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = new List<string>();
        var mine = new Dictionary<string, string> { [SandboxLabels.Owner] = _owner };
        foreach (var container in await _engine.ListContainersAsync(mine, cancellationToken).ConfigureAwait(false))
        {
            if (await WhyRemovedAsync(container, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                await _engine.RemoveContainerAsync(container.Id, cancellationToken).ConfigureAwait(false);
                removed.Add(container.Name);
                LogRemoved(container.Name, reason);
            }
        }

        foreach (var volume in await _engine.ListUnusedVolumesAsync(SandboxLabels.Executor, _time.GetUtcNow() - TimeSpan.FromDays(1), cancellationToken).ConfigureAwait(false))
        {
            await _engine.RemoveVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async Task<string?> WhyRemovedAsync(ContainerSummary container, CancellationToken cancellationToken)
    {
        var process = container.Labels.GetValueOrDefault(SandboxLabels.Process, "");
        if (HostProcess.IsAlive(process) || container.Status is "paused" or "removing")
        {
            return null;
        }

        if (container.Labels.GetValueOrDefault(SandboxLabels.Kept) != "true" && HostProcess.HasEnded(process))
        {
            return "the program that made it has ended";
        }

        var seconds = long.TryParse(container.Labels.GetValueOrDefault(SandboxLabels.TimeToLive), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : long.MaxValue;
        if ((_time.GetUtcNow() - container.Created).TotalSeconds < seconds)
        {
            return null;
        }

        var idle = await SandboxIdleness.MeasureAsync(_engine, container, _time, cancellationToken).ConfigureAwait(false);
        return idle?.TotalSeconds >= seconds ? $"nobody has used it for {idle}" : null;
    }

    [LoggerMessage(LogLevel.Information, "Removed the left-over container {Container}: {Reason}.")]
    private partial void LogRemoved(string container, string reason);

    [LoggerMessage(LogLevel.Warning, "Left-over containers of owner {Owner} could not be looked for at the engine at {Endpoint}.")]
    private partial void LogNotSwept(Exception exception, string owner, string endpoint);
}
