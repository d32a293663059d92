using System.Globalization;

namespace OpenHands.Testing;

/// <summary>Plays one step: its time, its output, its answer, and whatever ends it early.</summary>
internal sealed class StepRunner(FakeConnection connection, TimeProvider time, TimeSpan defaultLatency, CancellationToken stopped)
{
    // The longest that a timer can be set to.
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    public async Task<Observation> RunAsync(
        ScriptStep step, AgentAction action, Action<OutputChunk>? onOutput, CancellationToken lost, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Shorter(action.Timeout ?? s_longestTimeout, s_longestTimeout), time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, lost, stopped);
        using var output = new TimedOutput(onOutput);
        try
        {
            await output.PlayAsync(step.Output ?? [], step.Latency ?? defaultLatency, time).WaitAsync(end.Token).ConfigureAwait(false);
            if (step.CutsConnection)
            {
                connection.Lose();
            }

            end.Token.ThrowIfCancellationRequested();
            var observation = await step.Answer(action, end.Token).WaitAsync(end.Token).ConfigureAwait(false);
            if (step.Output is null && observation is CmdOutputObservation or IPythonRunCellObservation)
            {
                output.Print(observation.Content);
            }

            return observation;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            output.Dispose();
            return lost.IsCancellationRequested ? throw FakeConnection.OutcomeUnknown(action)
                : stopped.IsCancellationRequested ? throw new RuntimeUnavailableException("The fake runtime was stopped while it worked on this action.")
                : EndedEarly(action, output.Printed, cancellationToken.IsCancellationRequested);
        }
    }

    // What a real executor makes of it.
    private static Observation EndedEarly(AgentAction action, string printed, bool isCancelled)
    {
        var seconds = action.Timeout?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        if (action is not CmdRunAction run)
        {
            return new ErrorObservation(isCancelled
                ? $"The action {action.ActionType} was cancelled."
                : $"The action {action.ActionType} timed out after {seconds} seconds.");
        }

        var notice = isCancelled ? "[The command was interrupted.]" : $"[Command timed out after {seconds} seconds.]";
        return new CmdOutputObservation(run.Command)
        {
            Content = printed.Length == 0 || printed.EndsWith('\n') ? $"{printed}{notice}" : $"{printed}\n{notice}",
            ExitCode = 130,
            Status = isCancelled ? CommandStatus.Interrupted : CommandStatus.TimedOut,
            Hidden = run.Hidden,
        };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
