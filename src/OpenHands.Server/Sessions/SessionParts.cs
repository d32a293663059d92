using Microsoft.Extensions.Logging;

namespace OpenHands.Server;

/// <summary>What an initialised session consists of: a runtime that stays, and whoever works in it.</summary>
/// <param name="Runtime">Where actions run.</param>
/// <param name="Attachment">Has it answer the actions of the session's stream.</param>
/// <param name="Plugins">The plugins that it was started with.</param>
/// <param name="Settings">What was chosen last.</param>
/// <param name="Work">The agent; <see langword="null"/> while it is being replaced, and when that failed.</param>
internal sealed record SessionParts(Runtime Runtime, IAsyncDisposable Attachment, IReadOnlyList<string> Plugins, SessionSettings Settings, SessionWork? Work)
{
    /// <summary>Whether there is an agent that hears what is said: one that came to an end which it could not store hears nothing.</summary>
    public bool HasAgent => Work is { Controller.IsBroken: false };

    /// <summary>Ends everything, the last made first. What fails does not keep the rest from ending.</summary>
    public async Task DisposeAllAsync(ILogger logger)
    {
        if (Work is not null)
        {
            await Work.DisposeAsync(logger);
        }

        await DisposeAsync(Attachment, logger);
        await DisposeAsync(Runtime, logger);
    }

    public static async ValueTask DisposeAsync(object? part, ILogger logger)
    {
        try
        {
            switch (part)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception exception)
        {
            SessionLog.NotDisposed(logger, exception, part!.GetType().Name);
        }
    }
}
