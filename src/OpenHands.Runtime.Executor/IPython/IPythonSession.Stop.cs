using OpenHands.Execution.Processes;

namespace OpenHands.Execution.IPython;

// One cell in the kernel, and how it is stopped.
internal sealed partial class IPythonSession
{
    // A loop that catches everything swallows the first one.
    private const int Interrupts = 3;

    // No process has this variable: those of a cell are known by when they started.
    private const string NoVariable = "OPENHANDS_CELL";

    private async Task<CellStop> RunInAsync(Kernel kernel, string code, CellDeadline deadline, Action<OutputChunk>? onOutput, CancellationToken stop)
    {
        var startedAt = ProcessTable.Now();
        var cell = kernel.Begin(code, onOutput);
        try
        {
            var status = await cell.Ended.WaitAsync(deadline.Remaining, _time, stop).ConfigureAwait(false);
            return new CellStop(status, WasKilled: false);
        }
        catch (TimeoutException)
        {
            return await StopAsync(kernel, cell, CellStatus.TimedOut, startedAt).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await StopAsync(kernel, cell, CellStatus.Interrupted, startedAt).ConfigureAwait(false);
        }
    }

    private async Task<CellStop> StopAsync(Kernel kernel, CellRun cell, CellStatus reason, long startedAt)
    {
        var isOver = false;
        for (var round = 0; round < Interrupts && !isOver && !_isDisposed; round++)
        {
            await EndsAsync(cell.Begun, _settings.InterruptGrace).ConfigureAwait(false);
            kernel.Interrupt(cell);
            isOver = await EndsAsync(cell.Ended, _settings.InterruptGrace).ConfigureAwait(false);
        }

        if (!isOver)
        {
            LogKilled(Interrupts, kernel.Process.Pid);
            kernel.Process.Kill();
            await cell.Ended.ConfigureAwait(false);
        }

        new CommandProcesses(Marker, NoVariable, "", startedAt).KillAll(kernel.Process.Pid);
        return new CellStop(reason, WasKilled: !isOver);
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan time)
    {
        try
        {
            await task.WaitAsync(time, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
