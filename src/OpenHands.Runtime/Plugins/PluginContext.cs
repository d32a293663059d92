namespace OpenHands;

/// <summary>What a plugin may use while a runtime lives.</summary>
/// <param name="Executor">Shell, files and environment of the sandbox.</param>
/// <param name="WorkspacePath">The working directory as the sandbox sees it.</param>
public sealed record PluginContext(IActionExecutor Executor, string WorkspacePath);
