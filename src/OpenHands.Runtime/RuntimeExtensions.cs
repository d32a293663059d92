namespace OpenHands;

/// <summary>Short forms of the actions that host programs use most.</summary>
public static class RuntimeExtensions
{
    /// <summary>Runs a shell command to its end.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="command">One or more lines, evaluated whole as bash would.</param>
    /// <param name="timeout">After which it is stopped; <see langword="null"/> for <see cref="RuntimeOptions.ActionTimeout"/>.</param>
    /// <param name="cancellationToken">Stops the command with every process it started.</param>
    /// <returns>Output without a prompt, and exit code. A command that waits for input comes back as such; see <see cref="CmdOutputObservation.Status"/>.</returns>
    /// <exception cref="InvalidOperationException">The command was not started; the message says why.</exception>
    public static async Task<CmdOutputObservation> RunAsync(
        this Runtime runtime, string command, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var action = new CmdRunAction(command) { Blocking = true, KeepPrompt = false, Timeout = timeout };
        return await ExecuteAsync<CmdOutputObservation>(runtime, action, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a cell of Python in the IPython kernel, which starts with the first.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="code">The cell, as typed in IPython.</param>
    /// <param name="timeout">After which it is interrupted; <see langword="null"/> for <see cref="RuntimeOptions.ActionTimeout"/>.</param>
    /// <param name="cancellationToken">Interrupts the cell.</param>
    /// <returns>What it told. One that raised is no exception: see <see cref="IPythonRunCellObservation.Status"/>.</returns>
    /// <exception cref="InvalidOperationException">The cell was not run; the message says why.</exception>
    public static Task<IPythonRunCellObservation> RunCellAsync(
        this Runtime runtime, string code, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        ExecuteAsync<IPythonRunCellObservation>(runtime, new IPythonRunCellAction(code) { Timeout = timeout }, cancellationToken);

    /// <summary>Reads a text file.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read; the message says why.</exception>
    public static async Task<string> ReadFileAsync(this Runtime runtime, string path, CancellationToken cancellationToken = default) =>
        (await ExecuteAsync<FileReadObservation>(runtime, new FileReadAction(path), cancellationToken).ConfigureAwait(false)).Content;

    /// <summary>Writes a text file, byte for byte, in place of what was there.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written; the message says why.</exception>
    public static Task WriteFileAsync(this Runtime runtime, string path, string content, CancellationToken cancellationToken = default) =>
        ExecuteAsync<FileWriteObservation>(runtime, new FileWriteAction(path, content), cancellationToken);

    private static async Task<TObservation> ExecuteAsync<TObservation>(Runtime runtime, AgentAction action, CancellationToken cancellationToken)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(runtime);
        var observation = await runtime.ExecuteAsync(action, cancellationToken).ConfigureAwait(false);
        return observation as TObservation ?? throw new InvalidOperationException(observation.Content);
    }
}
