using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands;

/// <summary>What a plugin may use from its initialisation to its disposal: the sandbox, and a name and a directory of its own there.</summary>
/// <remarks>
/// What a plugin does here is not recorded: it is the plugin's own work, not the agent's. Safe for concurrent use. To test a plugin alone,
/// make a context around an executor of your own.
/// </remarks>
public sealed class PluginContext
{
    private readonly string? _stateDirectory;

    /// <summary>Makes a context.</summary>
    /// <param name="pluginName">The <see cref="IRuntimePlugin.Name"/> of the plugin.</param>
    /// <param name="executor">The sandbox; not owned.</param>
    /// <param name="workspacePath">The working directory as the sandbox sees it.</param>
    public PluginContext(string pluginName, IActionExecutor executor, string workspacePath)
        : this(pluginName, executor, workspacePath, TimeSpan.FromSeconds(120), new KernelUse())
    {
    }

    internal PluginContext(string pluginName, IActionExecutor executor, string workspacePath, TimeSpan actionTimeout, KernelUse kernel)
    {
        ArgumentException.ThrowIfNullOrEmpty(pluginName);
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(workspacePath);
        PluginName = pluginName;
        Executor = executor;
        WorkspacePath = workspacePath;
        _stateDirectory = executor.Capabilities.StateDirectory;
        Shell = new PluginShell(executor, actionTimeout);
        Python = new PluginPython(executor, actionTimeout, kernel, _stateDirectory);
        Files = new PluginFiles(executor);
    }

    /// <summary>The name of the plugin.</summary>
    public string PluginName { get; }

    /// <summary>The sandbox itself, for what the members here do not offer. Not to be disposed.</summary>
    public IActionExecutor Executor { get; }

    /// <summary>The working directory of the agent, as the sandbox sees it.</summary>
    public string WorkspacePath { get; }

    /// <summary>
    /// A directory of the sandbox for this plugin's files, as an absolute path with <c>/</c>, out of the agent's way. Made with the first
    /// file that is stored in it, and gone with the runtime.
    /// </summary>
    /// <exception cref="InvalidOperationException">This sandbox keeps no files of runtimes.</exception>
    public string Directory => _stateDirectory is { } state
        ? $"{state}/plugins/{PluginName}"
        : throw new InvalidOperationException($"This sandbox has no directory for files of the plugin '{PluginName}': its {nameof(RuntimeCapabilities.StateDirectory)} is null.");

    /// <summary>The agent's shell.</summary>
    public PluginShell Shell { get; }

    /// <summary>The agent's IPython kernel.</summary>
    public PluginPython Python { get; }

    /// <summary>Files of the sandbox.</summary>
    public PluginFiles Files { get; }

    /// <summary>Where the plugin logs. Default nowhere; a runtime gives its own.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Where time comes from. Default the system's clock; a runtime gives its own.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Sets environment variables for every later command and cell, the agent's own included. Values are data: nothing in them is expanded.</summary>
    /// <exception cref="ArgumentException">A name is no valid variable name, or a value holds a NUL.</exception>
    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) =>
        Executor.SetEnvironmentAsync(variables, cancellationToken);
}
