using System.Globalization;

namespace OpenHands.Execution.IPython;

/// <summary>What the observation of a cell says beyond its output.</summary>
internal static class CellNotice
{
    private const string Fresh = "its working directory is kept, its variables and imports are not.";

    private const string Next = $"The next cell runs in a fresh kernel: {Fresh}";

    /// <summary>The notice; empty when there is nothing to say.</summary>
    /// <param name="end">How the cell ended.</param>
    /// <param name="timeout">How long it had.</param>
    /// <param name="lost">Exit code of an earlier kernel that ended unseen.</param>
    /// <param name="exitCode">Exit code of the cell's kernel, if it has ended.</param>
    public static string For(CellStop end, TimeSpan timeout, int? lost, int? exitCode)
    {
        var stopped = end.WasKilled ? $"It ignored three interrupts, so its kernel was killed. {Next}" : "It was interrupted; the kernel keeps its variables.";
        var notice = end.Status switch
        {
            CellStatus.TimedOut => $"[Execution timed out ({Seconds(timeout)} seconds). {stopped}]",
            CellStatus.Interrupted => $"[The cell was cancelled. {stopped}]",
            CellStatus.KernelEnded => $"[The kernel ended with exit code {Number(exitCode)}. {Next}]",
            _ => "",
        };
        return lost is null ? notice : $"{notice}\n[The kernel had ended with exit code {Number(lost)} since the last cell. This one ran in a fresh kernel: {Fresh}]".TrimStart('\n');
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Number(int? exitCode) => exitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown";
}
