using System.Text;

namespace OpenHands.Execution.IPython;

/// <summary>What an <see cref="IPythonRunCellAction"/> means to the kernel, and what its observation says.</summary>
internal sealed class IPythonActions(IPythonSession session, KernelSettings settings)
{
    private const string NoOutput = "[Code executed successfully with no output]";

    /// <summary>Runs a cell.</summary>
    public async Task<Observation> RunAsync(IPythonRunCellAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetByteCount(action.Code);
        if (bytes > settings.MaxCodeBytes)
        {
            return new ErrorObservation($"The cell is {bytes} bytes long; at most {settings.MaxCodeBytes} are taken. Write it to a file and %run that.");
        }

        try
        {
            var timeout = action.Timeout ?? TimeSpan.FromMinutes(2);
            var end = await session.RunAsync(action.Code, action.KernelInitCode, timeout, onOutput, cancellationToken).ConfigureAwait(false);
            return end is null ? AnotherIsRunning(action) : Observe(action, end);
        }
        catch (IOException exception)
        {
            return new ErrorObservation($"The IPython kernel did not start, so the cell was not run: {exception.Message}");
        }
    }

    private static ErrorObservation AnotherIsRunning(IPythonRunCellAction action) => new(
        $"A cell is still running, so this one was not started: {(action.Code.Length <= 200 ? action.Code : $"{action.Code[..200]}…")}\n"
        + "Wait for its end or cancel its call. Commands and files do not wait for it.");

    private static IPythonRunCellObservation Observe(IPythonRunCellAction action, CellEnd end)
    {
        using var output = end.Output;
        return new IPythonRunCellObservation(action.Code)
        {
            Content = $"{Describe(output, end.Notice)}\n[Jupyter current working directory: {end.WorkingDirectory}]\n[Jupyter Python interpreter: {end.Interpreter}]",
            Status = end.Status,
            OutputFile = output.IsTruncated ? output.FilePath : null,
            OutputBytes = output.IsTruncated ? output.TotalBytes : null,
        };
    }

    private static string Describe(CellOutput output, string notice)
    {
        var text = output.ToText().TrimEnd();
        return notice.Length == 0 ? (text.Length == 0 ? NoOutput : text)
            : text.Length == 0 ? notice
            : $"{text}\n{notice}";
    }
}
