namespace OpenHands.Docker;

/// <summary>A sandbox that is started, and that nobody uses yet.</summary>
/// <param name="Sandbox">The container.</param>
/// <param name="Executor">The connection to its executor; <see langword="null"/> when there is none yet.</param>
internal sealed record WarmSandbox(Sandbox Sandbox, ContainerExecutor? Executor);
