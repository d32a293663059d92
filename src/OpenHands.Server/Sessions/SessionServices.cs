using Microsoft.Extensions.Logging;
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
}
