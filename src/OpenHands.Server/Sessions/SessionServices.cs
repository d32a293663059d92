using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Server.Observability;

namespace OpenHands.Server;

/// <summary>What every session of the application shares.</summary>
internal sealed record SessionServices(
    ServerOptions Options,
    ISessionStore Store,
    RuntimeFactories Runtimes,
    ISessionAgentFactory Agents,
    AgentRegistry Registry,
    IReadOnlyList<ISecurityAnalyzerFactory> Analyzers,
    ServerSecrets Secrets,
    ServerTelemetry Telemetry,
    ILoggerFactory LoggerFactory,
    TimeProvider Time)
{
    /// <summary>The backend that sessions run on.</summary>
    /// <exception cref="ArgumentException">None is named, and there is not exactly one.</exception>
    public string RuntimeName => Options.Runtime ?? (Runtimes.Names is [var only]
        ? only
        : throw new ArgumentException(Runtimes.Names.Count == 0
            ? "There is no runtime: add a backend to the server, such as AddOpenHandsRuntime().AddLocal()."
            : $"There are several runtimes ({string.Join(", ", Runtimes.Names)}): name one in ServerOptions.Runtime."));

    /// <summary>Opens what is recorded of a session. Nothing that the server keeps secret gets into it, whatever an agent comes upon.</summary>
    /// <exception cref="EventStoreException">What is stored cannot be used, or another process has the session open.</exception>
    public async Task<EventStream> OpenStreamAsync(string sessionId)
    {
        var store = new MeteredEventStore(Store.CreateEventStore(sessionId), Telemetry, Time);
        var options = new EventStreamOptions { TimeProvider = Time, Serializer = Options.Serializer };
        var events = await EventStream.OpenAsync(store, options, LoggerFactory);
        Secrets.RegisterWith(events.Secrets);
        return events;
    }
}
