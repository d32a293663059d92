using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Mcp;

/// <summary>What every client's session shares.</summary>
internal sealed record McpServices(
    McpEndpointOptions Options,
    SessionServices Server,
    IServiceProvider Provider)
{
    public ILoggerFactory LoggerFactory => Server.LoggerFactory;

    public TimeProvider Time => Server.Time;

    /// <summary>The backend that runtimes are of.</summary>
    /// <exception cref="ArgumentException">None is named, and there is not exactly one.</exception>
    public string RuntimeName => Options.Runtime ?? Server.RuntimeName;

    /// <summary>The plugins that every runtime gets.</summary>
    public IEnumerable<string> Plugins => Server.Options.Plugins.Union(Options.Plugins, StringComparer.Ordinal);
}
