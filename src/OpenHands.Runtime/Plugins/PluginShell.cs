namespace OpenHands;

/// <summary>The agent's shell, as a plugin uses it: directory, variables and functions that a command leaves are there for the agent too.</summary>
public sealed class PluginShell
{
    private readonly IActionExecutor _executor;
    private readonly TimeSpan _timeout;

    internal PluginShell(IActionExecutor executor, TimeSpan timeout)
    {
        _executor = executor;
        _timeout = timeout;
    }

    /// <summary>Runs a command to its end. One that fails is no exception: look at <see cref="CmdOutputObservation.ExitCode"/>.</summary>
    /// <param name="command">One or more lines, evaluated whole as bash would.</param>
    /// <param name="timeout">After which it is stopped; <see langword="null"/> for <see cref="RuntimeOptions.ActionTimeout"/>.</param>
    /// <param name="cancellationToken">Stops the command with every process it started.</param>
    /// <exception cref="InvalidOperationException">The command was not started, because another one runs for example; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<CmdOutputObservation> RunAsync(string command, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var action = new CmdRunAction(command) { Blocking = true, KeepPrompt = false, Hidden = true, Timeout = timeout ?? _timeout };
        var observation = await _executor.ExecuteAsync(action, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (observation is CmdOutputObservation { Status: CommandStatus.Interrupted })
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return observation as CmdOutputObservation ?? throw new InvalidOperationException(observation.Content);
    }
}
