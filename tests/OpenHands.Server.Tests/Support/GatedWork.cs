using OpenHands.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>An agent's work that has begun and does not go on until the test says so: each task is one command.</summary>
internal sealed class GatedWork
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => _begun.Task;

    public void GoOn() => _open.TrySetResult();

    public IAgent Agent() => new ScriptedAgent(async (history, cancellationToken) =>
    {
        _begun.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
        return history[^1] is CmdOutputObservation ? new AgentFinishAction() : new CmdRunAction("rm x");
    });
}
