using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenHands.Events;

namespace OpenHands.Docker;

/// <summary>Makes Docker runtimes. With a <see cref="DockerRuntimeOptions.WorkspacePath"/>, each session has its own directory below it.</summary>
internal sealed class DockerRuntimeFactory(IOptionsMonitor<DockerRuntimeOptions> options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    : IRuntimeFactory, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private DockerRuntimePool? _pool;

    public string Name => "docker";

    public Runtime Create(string sessionId, EventStream? events = null)
    {
        var current = options.CurrentValue;
        var own = current.For(sessionId);
        own.WorkspacePath = current.WorkspacePath is { } path ? Path.Combine(path, sessionId) : null;
        return new DockerRuntime(own, current.WarmSandboxes > 0 ? Pool(current) : null, events, loggerFactory, timeProvider);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pool is { } pool)
        {
            await pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Filled by the first session; the options of that moment count.
    private DockerRuntimePool Pool(DockerRuntimeOptions current)
    {
        lock (_lock)
        {
            return _pool ??= new DockerRuntimePool(current, current.WarmSandboxes, loggerFactory, timeProvider);
        }
    }
}
