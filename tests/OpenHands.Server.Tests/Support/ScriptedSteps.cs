using OpenHands.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>An agent that takes these actions one after the other, over all its sessions' words, and then waits for the user.</summary>
internal static class ScriptedSteps
{
    public static ScriptedAgent Agent(params AgentAction[] steps)
    {
        var rest = new Queue<AgentAction>(steps);
        return new ScriptedAgent(_ => rest.TryDequeue(out var next) ? next : new MessageAction("waiting") { WaitForResponse = true }) { Name = "CodeActAgent" };
    }
}
