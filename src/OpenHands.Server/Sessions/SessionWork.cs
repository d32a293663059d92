using Microsoft.Extensions.Logging;

namespace OpenHands.Server;

/// <summary>An agent, what judges its actions, and what has it work. Replaced as a whole when settings change.</summary>
internal sealed record SessionWork(SessionAgent Agent, ISecurityAnalyzer? Analyzer, AgentController Controller)
{
    /// <summary>Ends all of it, the last made first.</summary>
    public async Task DisposeAsync(ILogger logger)
    {
        await SessionParts.DisposeAsync(Controller, logger);
        await SessionParts.DisposeAsync(Agent.Agent, logger);
        await SessionParts.DisposeAsync(Analyzer, logger);
    }
}
