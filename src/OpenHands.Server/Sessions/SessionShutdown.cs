using Microsoft.Extensions.Hosting;

namespace OpenHands.Server;

/// <summary>Closes the sessions, with their runtimes, when the server is asked to stop: before connections are waited for, which end with their sessions.</summary>
internal sealed class SessionShutdown<TSessions>(TSessions sessions) : IHostedLifecycleService
    where TSessions : IAsyncDisposable
{
    public Task StoppingAsync(CancellationToken cancellationToken) => sessions.DisposeAsync().AsTask().WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
