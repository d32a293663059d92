using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenHands.Events;

namespace OpenHands.Remote;

/// <summary>Makes remote runtimes. With a <see cref="RemoteRuntimeOptions.Url"/>, all sessions share that one host; with a service, each has a sandbox of its own.</summary>
internal sealed class RemoteRuntimeFactory(IOptionsMonitor<RemoteRuntimeOptions> options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    : IRuntimeFactory
{
    public string Name => "remote";

    public Runtime Create(string sessionId, EventStream? events = null) =>
        new RemoteRuntime(options.CurrentValue.For(sessionId), events, loggerFactory, timeProvider);
}
