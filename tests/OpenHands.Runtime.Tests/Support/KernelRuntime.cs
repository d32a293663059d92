namespace OpenHands.Tests.Support;

/// <summary>A runtime on a <see cref="KernelExecutor"/>.</summary>
internal sealed class KernelRuntime(KernelExecutor executor, RuntimeOptions options) : Runtime(options, events: null, loggerFactory: null, timeProvider: null)
{
    public override string Name => "kernel";

    public override string WorkspacePath => "/workspace";

    protected override Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken) => Task.FromResult<IActionExecutor>(executor);
}
