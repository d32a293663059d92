using Microsoft.Extensions.Logging;

namespace OpenHands.Server;

/// <summary>What an initialised session consists of.</summary>
internal sealed record SessionParts(
    SessionSettings Settings, SessionAgent Agent, ISecurityAnalyzer? Analyzer, Runtime Runtime, IAsyncDisposable Attachment, AgentController Controller)
{
    /// <summary>The plugins that the runtime was started with.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }

    /// <summary>Ends the agent and what belongs to it; the runtime stays.</summary>
    public async Task DisposeAgentAsync(ILogger logger)
    {
        await DisposeAsync(Controller, logger);
        await DisposeAsync(Agent.Agent, logger);
        await DisposeAsync(Analyzer, logger);
    }

    /// <summary>Ends everything, the last made first. What fails does not keep the rest from ending.</summary>
    public async Task DisposeAllAsync(ILogger logger)
    {
        await DisposeAgentAsync(logger);
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
