using OpenHands.Agents;

namespace OpenHands.Server;

/// <summary>How clients of the Model Context Protocol are served. Checked when the application starts; every problem is named.</summary>
public sealed class McpEndpointOptions
{
    /// <summary>Name of the backend that their runtimes are of. <see langword="null"/>, the default, for that of <see cref="ServerOptions.Runtime"/>.</summary>
    public string? Runtime { get; set; }

    /// <summary>Names of the plugins that each runtime gets beside those of its backend and of <see cref="ServerOptions.Plugins"/>. Default none.</summary>
    public IList<string> Plugins { get; init; } = [];

    /// <summary>Limits of the tools, and who approves what they do; <see langword="null"/>, the default, for the default limits and no approval.</summary>
    public AgentToolOptions? Tools { get; set; }

    /// <summary>Most sessions at a time, each of which may have a runtime; one more is refused. Default 100.</summary>
    public int MaxSessions { get; set; } = 100;

    /// <summary>
    /// When a session is closed, with its runtime, whose client has neither asked nor listened for so long. Default 30 minutes. Between 1 second and 30 days.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    internal IEnumerable<string> Problems()
    {
        if (MaxSessions < 1)
        {
            yield return $"MaxSessions of the MCP endpoint is {MaxSessions}; it must be 1 or more.";
        }

        if (IdleTimeout < TimeSpan.FromSeconds(1) || IdleTimeout > TimeSpan.FromDays(30))
        {
            yield return $"IdleTimeout of the MCP endpoint is {IdleTimeout}; it must be between {TimeSpan.FromSeconds(1)} and {TimeSpan.FromDays(30)}.";
        }

        foreach (var problem in Tools?.Problems() ?? [])
        {
            yield return $"Tools of the MCP endpoint: {problem}";
        }
    }
}
