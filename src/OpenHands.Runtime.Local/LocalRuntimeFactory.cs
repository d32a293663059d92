using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenHands.Events;

namespace OpenHands.Local;

/// <summary>Makes local runtimes. With a <see cref="LocalRuntimeOptions.WorkspacePath"/>, each session has its own directory below it.</summary>
internal sealed class LocalRuntimeFactory(IOptionsMonitor<LocalRuntimeOptions> options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    : IRuntimeFactory
{
    public string Name => "local";

    public Runtime Create(string sessionId, EventStream? events = null) =>
        new LocalRuntime(options.CurrentValue.For(sessionId), events, loggerFactory, timeProvider);
}
