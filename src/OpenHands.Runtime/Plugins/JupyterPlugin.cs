using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Starts the IPython kernel with the runtime, rather than with the first cell, and tells models how to use it.</summary>
/// <remarks>
/// The name by which agents require it is <c>jupyter</c>. Put it after plugins that add start-up code, so that the kernel starts with it.
/// <see cref="IPythonRunCellAction"/> itself is the executor's and works without this plugin.
/// </remarks>
public sealed class JupyterPlugin : IRuntimePlugin
{
    internal const string PluginName = "jupyter";

    /// <inheritdoc />
    public string Name => PluginName;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Actions => [];

    /// <inheritdoc />
    public string Documentation =>
        """
        Python: `run_ipython` runs a cell in an IPython kernel. Variables, functions and imports stay for later cells. `%magics` and
        `!commands` work, plots are shown, and the value of the last expression is printed. `input()` is not available.
        """;

    /// <inheritdoc />
    public void RegisterEventTypes(EventTypeRegistry types)
    {
        // It adds none.
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">There is no IPython in the sandbox, or it does not start; the message says what to do.</exception>
    public async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        await context.Python.RunAsync("pass", cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The jupyter plugin handles no actions: cells go to the executor.");

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
