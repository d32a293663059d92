using Microsoft.Extensions.Logging;

namespace OpenHands;

// Start and stop.
public abstract partial class Runtime
{
    private static readonly TimeSpan s_lastAnswerTimeout = TimeSpan.FromSeconds(5);

    private long _phasesBegan;

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        _phasesBegan = Time.GetTimestamp();
        _state = RuntimeState.Starting;
        try
        {
            ReportStatus("starting_executor", $"Starting the {Name} runtime.");
            _executor = await StartCoreAsync(cancellationToken).ConfigureAwait(false);
            await SetInitialEnvironmentAsync(_executor, cancellationToken).ConfigureAwait(false);
            await _plugins.InitializeAsync(
                _executor,
                WorkspacePath,
                _options,
                name => ReportStatus("initializing_plugin", $"Initializing the plugin '{name}'."),
                cancellationToken).ConfigureAwait(false);
            _state = RuntimeState.Ready;
            ReportStatus("ready", "The runtime takes actions.");
            LogStarted(Name, SessionId, Time.GetElapsedTime(_phasesBegan));
        }
        catch (Exception exception)
        {
            _state = RuntimeState.Failed;
            await CloseAfterFailureAsync().ConfigureAwait(false);
            if (exception is RuntimeException or OperationCanceledException)
            {
                throw;
            }

            throw new RuntimeStartException($"The {Name} runtime did not start: {exception.Message}", exception);
        }
    }

    private async Task SetInitialEnvironmentAsync(IActionExecutor executor, CancellationToken cancellationToken)
    {
        var variables = EnvironmentVariables.HandedOn(Environment.GetEnvironmentVariables());
        if (_options.EnableAutoLint)
        {
            variables["ENABLE_AUTO_LINT"] = "true";
        }

        foreach (var (name, value) in _options.Environment)
        {
            variables[name] = value;
        }

        if (variables.Count > 0)
        {
            EnvironmentVariables.ThrowIfInvalid(variables);
            ReportStatus("setting_environment", $"Setting {variables.Count} environment variables.");
            await executor.SetEnvironmentAsync(variables, cancellationToken).ConfigureAwait(false);
        }
    }

    // Whatever fails on the way, the sandbox itself is given up: nobody comes back for it.
    private async Task CloseAsync()
    {
        try
        {
            await _plugins.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                if (_executor is { } executor)
                {
                    _executor = null;
                    await executor.DisposeAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                await StopCoreAsync().ConfigureAwait(false);
            }
        }
    }

    // Why the start failed is what counts.
    private async Task CloseAfterFailureAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotClosed(exception, Name, SessionId);
        }
    }

    // Calls that were running when the executor stopped are ending now; their observations still belong on the stream.
    private async Task WaitForAnswersAsync()
    {
        if (Volatile.Read(ref _executing) == 0)
        {
            return;
        }

        try
        {
            await _lastAnswered.Task.WaitAsync(s_lastAnswerTimeout, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogNotAnswered(Name, SessionId, Volatile.Read(ref _executing));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Runtime} runtime of session {SessionId} stopped while {Count} actions had no answer.")]
    private partial void LogNotAnswered(string runtime, string sessionId, int count);

    [LoggerMessage(LogLevel.Warning, "The {Runtime} runtime of session {SessionId}, which did not start, left something behind.")]
    private partial void LogNotClosed(Exception exception, string runtime, string sessionId);

    [LoggerMessage(LogLevel.Information, "The {Runtime} runtime of session {SessionId} is ready after {Elapsed}.")]
    private partial void LogStarted(string runtime, string sessionId, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Information, "The {Runtime} runtime of session {SessionId} stopped in {Elapsed}.")]
    private partial void LogStopped(string runtime, string sessionId, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Debug, "The {Runtime} runtime entered phase {Phase} after {Elapsed}.")]
    private partial void LogPhase(string runtime, string phase, TimeSpan elapsed);
}
