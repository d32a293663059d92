using Microsoft.Extensions.Logging;

namespace OpenHands.Docker;

// What goes on in the background.
public sealed partial class DockerRuntimePool
{
    private async Task StartOneAsync()
    {
        var isReady = false;
        WarmSandbox? warm = null;
        try
        {
            var options = _options.For($"pool-{Guid.NewGuid():N}");
            var imageId = await SandboxImage.EnsureAsync(_shared, options, static (_, _) => { }, _logging.Time, _stopped).ConfigureAwait(false);
            var start = new SandboxStart(_shared, options, static (_, _) => { }, _logging.Time);
            var sandbox = await start.NewAsync(SandboxSpec.NameOf(options.SessionId), imageId, _stopped).ConfigureAwait(false);
            warm = await ConnectAsync(sandbox, options).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                if (warm is not null && !_isDisposed)
                {
                    _ready.Enqueue(warm);
                    isReady = true;
                }
            }
        }

        if (!isReady)
        {
            await RemoveAsync(warm).ConfigureAwait(false);
        }
    }

    private async Task<WarmSandbox> ConnectAsync(Sandbox sandbox, DockerRuntimeOptions options)
    {
        try
        {
            var executor = await SandboxExecutor.ConnectAsync(sandbox, options, _logging, _stopped).ConfigureAwait(false);
            await executor.StartShellAsync(_stopped).ConfigureAwait(false);
            return new WarmSandbox(sandbox, executor);
        }
        catch
        {
            await RemoveAsync(sandbox).ConfigureAwait(false);
            throw;
        }
    }

    private void LookAfter()
    {
        lock (_lock)
        {
            if (!_isDisposed && !_isLookedAfter)
            {
                _isLookedAfter = true;
                Work(LookAfterAsync);
            }
        }
    }

    // Also keeps the connections from being closed for idleness.
    private async Task LookAfterAsync()
    {
        using var timer = new PeriodicTimer(s_checkInterval, _logging.Time);
        while (await timer.WaitForNextTickAsync(_stopped).ConfigureAwait(false))
        {
            for (var looks = Ready; looks > 0 && TryTake() is { } warm; looks--)
            {
                if (await AnswersAsync(warm, _stopped).ConfigureAwait(false) && TryPutBack(warm))
                {
                    continue;
                }

                LogReplaced(warm.Sandbox.Name);
                await RemoveAsync(warm).ConfigureAwait(false);
            }

            Refill();
        }
    }

    // A container that starts takes all the processors there are, so the session that was just served gets its first answer before that.
    // One that asks nothing for long is not waited for: the next look, or the next claim, refills as well.
    private async Task RefillAfterAsync(Task firstAnswer)
    {
        await firstAnswer.WaitAsync(s_checkInterval, _logging.Time, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Refill();
    }

    private bool TryPutBack(WarmSandbox warm)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _ready.Enqueue(warm);
            }

            return !_isDisposed;
        }
    }

    private async Task<bool> AnswersAsync(WarmSandbox warm, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(s_checkTime, _logging.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await warm.Executor!.ListFilesAsync(cancellationToken: either.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RuntimeException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
        catch
        {
            await RemoveAsync(warm).ConfigureAwait(false);
            throw;
        }
    }

    private async Task RemoveAsync(WarmSandbox? warm)
    {
        if (warm is not null)
        {
            await warm.Executor!.DisposeAsync().ConfigureAwait(false);
            await RemoveAsync(warm.Sandbox).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(Sandbox sandbox)
    {
        using var timer = new CancellationTokenSource(s_removeTime, _logging.Time);
        try
        {
            await sandbox.Engine.RemoveContainerAsync(sandbox.Id, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            LogNotRemoved(exception, sandbox.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pool of {Size} warm containers is short of one that could not be started. It is tried again in a minute.")]
    private partial void LogNotStarted(Exception exception, int size);

    [LoggerMessage(LogLevel.Information, "The warm container {Container} did not answer and is replaced.")]
    private partial void LogReplaced(string container);

    [LoggerMessage(LogLevel.Warning, "The warm container {Container} could not be removed. The next program of the same owner will try again.")]
    private partial void LogNotRemoved(Exception exception, string container);
}
