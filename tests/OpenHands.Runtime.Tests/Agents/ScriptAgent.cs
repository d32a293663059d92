using System.Collections.Concurrent;

namespace OpenHands.Tests.Agents;

/// <summary>Does what it is told, step by step; when the script is over, it waits for the user.</summary>
internal sealed class ScriptAgent(string name = "script") : IAgent
{
    private readonly ConcurrentQueue<Func<AgentContext, CancellationToken, Task<AgentAction>>> _steps = new();

    public string Name => name;

    public IReadOnlyList<string> Plugins => [];

    public ConcurrentQueue<AgentContext> Contexts { get; } = new();

    public static AgentAction Wait { get; } = new MessageAction("idle") { WaitForResponse = true };

    public ScriptAgent Then(params AgentAction[] actions)
    {
        foreach (var action in actions)
        {
            Then((_, _) => Task.FromResult(action));
        }

        return this;
    }

    public ScriptAgent Then(Func<AgentContext, CancellationToken, Task<AgentAction>> step)
    {
        _steps.Enqueue(step);
        return this;
    }

    /// <summary>A step that begins, tells so, and only ends by cancellation.</summary>
    public Task ThenHang()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Then(async (_, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return Wait;
        });
        return begun.Task.WaitAsync(Support.Patience.Long);
    }

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
        StepAsync(new AgentContext { History = history }, cancellationToken);

    public Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken = default)
    {
        Contexts.Enqueue(context);
        return _steps.TryDequeue(out var step) ? step(context, cancellationToken) : Task.FromResult(Wait);
    }
}
