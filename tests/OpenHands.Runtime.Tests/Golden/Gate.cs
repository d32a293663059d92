using System.Collections.Concurrent;
using OpenHands.Events;
using OpenHands.Tests.Agents;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Golden;

/// <summary>The script of a recorded scenario, with what the recording does not show: failures, costs, and steps that had not begun.</summary>
internal sealed class Gate(string scenario, IEnumerable<AgentAction> script)
{
    private readonly ConcurrentQueue<AgentAction> _script = new(script);
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFirstWait = true;
    private int _steps;

    // 0.9.3 looked ten times a second whether there was something to do, and these were recorded before it had looked.
    private bool IsHeldAtFirst => scenario is "pause and resume" or "stop" or "budget headless";

    /// <summary>Lets an agent take its steps from the script.</summary>
    public void Fill(ScriptAgent agent)
    {
        for (var i = 0; i < 50; i++)
        {
            agent.Then(StepAsync);
        }
    }

    /// <summary>Waits until the controller has done what follows from an operation.</summary>
    public async Task WaitAsync(AgentController controller, EventStream events, string operation)
    {
        if (operation == "cost")
        {
            _released.TrySetResult();
        }

        if (IsHeldAtFirst && _isFirstWait)
        {
            _isFirstWait = false;
            await _held.Task.WaitAsync(Patience.Long);
        }
        else if (scenario.StartsWith("no runtime", StringComparison.Ordinal))
        {
            var command = await events.FollowAsync().FirstAsync(agentEvent => agentEvent is CmdRunAction).AsTask().WaitAsync(Patience.Long);
            await controller.WaitUntilKnownAsync(Math.Max(command.Id, events.LatestId)).WaitAsync(Patience.Long);
        }
        else if (operation != "cost" || controller.State != AgentState.Loading)
        {
            await controller.WaitUntilSettledAsync().WaitAsync(Patience.Long);
        }
    }

    private async Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken)
    {
        var step = Interlocked.Increment(ref _steps);
        if (IsHeldAtFirst && step == 1)
        {
            _held.SetResult();
            await _released.Task.WaitAsync(cancellationToken);
            return new NullAction();
        }

        switch (scenario)
        {
            case "unexpected exception":
                throw new InvalidOperationException("boom");
            case "agent returns nothing" when step == 1:
                return null!;
            case "null action then finish" when step == 1:
                return new NullAction();
            case var _ when scenario.StartsWith("llm cost", StringComparison.Ordinal):
                context.ReportCost(1);
                break;
        }

        return _script.TryDequeue(out var action) ? action : ScriptAgent.Wait;
    }
}
