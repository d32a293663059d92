using Microsoft.Extensions.Configuration;

namespace OpenHands.Server;

/// <summary>The settings of OpenHands 0.9.3, from whatever an application's configuration holds in its section <c>OpenHands</c>.</summary>
/// <remarks>Immutable. Keys and passwords are <see cref="Secret"/>: no text form shows them.</remarks>
public sealed record OpenHandsConfiguration
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "OpenHands";

    /// <summary>The group of models, or agents, that the others begin with.</summary>
    public const string DefaultLlm = "llm";

    /// <summary>The group of agents that the others begin with.</summary>
    public const string DefaultAgentGroup = "agent";

    /// <summary>Name of the backend; <c>eventstream</c> became <c>docker</c>. <see langword="null"/>, the default, for the only one that is registered.</summary>
    public string? Runtime { get; init; }

    /// <summary>The agent of those who name none. Default <c>CodeActAgent</c>.</summary>
    public string DefaultAgent { get; init; } = "CodeActAgent";

    /// <summary>Where sessions are kept: <c>memory</c>, the default, or <c>local</c> for <see cref="FileStorePath"/>.</summary>
    public string FileStore { get; init; } = "memory";

    /// <summary>Directory of sessions. Default <c>/tmp/file_store</c>.</summary>
    public string FileStorePath { get; init; } = "/tmp/file_store";

    /// <summary>Directory of the workspace on this machine; <see langword="null"/>, the default, for the backend's own choice.</summary>
    public string? WorkspaceBase { get; init; }

    /// <summary>Directory that the engine mounts as the workspace, where that is another than <see cref="WorkspaceBase"/>.</summary>
    public string? WorkspaceMountPath { get; init; }

    /// <summary>Where the workspace is in sandboxes. Default <c>/workspace</c>.</summary>
    public string WorkspaceMountPathInSandbox { get; init; } = "/workspace";

    /// <summary><c>from:to</c>: what is replaced in <see cref="WorkspaceBase"/> for the engine.</summary>
    public string? WorkspaceMountRewrite { get; init; }

    /// <summary>Directory of what can be made again. Default <c>/tmp/cache</c>.</summary>
    public string CacheDir { get; init; } = "/tmp/cache";

    /// <summary>Whether commands run as a user of their own. Default <see langword="true"/>.</summary>
    public bool RunAsOpenHands { get; init; } = true;

    /// <summary>Most steps of an agent after each word of the user. Default 100.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>What a session may cost, in US dollars. Default no limit.</summary>
    public double? MaxBudgetPerTask { get; init; }

    /// <summary>What signs tokens. Default a random one, kept with the sessions.</summary>
    public Secret? JwtSecret { get; init; }

    /// <summary>Key of E2B, which is not supported: it is read so that it is hidden.</summary>
    public Secret? E2bApiKey { get; init; }

    /// <summary>Whether output has no colours. Default <see langword="false"/>.</summary>
    public bool DisableColor { get; init; }

    /// <summary>Whether more is logged. Default <see langword="false"/>.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether sessions of the command line are kept. Default <see langword="false"/>.</summary>
    public bool EnableCliSession { get; init; }

    /// <summary>Most MiB of an uploaded file; 0, the default, for any.</summary>
    public int FileUploadsMaxFileSizeMb { get; init; }

    /// <summary>Whether only <see cref="FileUploadsAllowedExtensions"/> may be uploaded. Default <see langword="false"/>.</summary>
    public bool FileUploadsRestrictFileTypes { get; init; }

    /// <summary>Endings of names that may be uploaded. Default <c>.*</c>.</summary>
    public IReadOnlyList<string> FileUploadsAllowedExtensions { get; init; } = [".*"];

    /// <summary>Whether actions wait for the user's consent. Default <see langword="false"/>.</summary>
    public bool ConfirmationMode { get; init; }

    /// <summary>Name of the security analyzer. Default none.</summary>
    public string? SecurityAnalyzer { get; init; }

    /// <summary>What sandboxes are told.</summary>
    public SandboxConfiguration Sandbox { get; init; } = new();

    /// <summary>Groups of models by name; <see cref="DefaultLlm"/> is always there. What a group leaves open, it has from that one.</summary>
    public IReadOnlyDictionary<string, LlmConfiguration> Llms { get; init; } = new Dictionary<string, LlmConfiguration> { [DefaultLlm] = new() };

    /// <summary>Groups of agents by name; <see cref="DefaultAgentGroup"/> is always there. What a group leaves open, it has from that one.</summary>
    public IReadOnlyDictionary<string, AgentConfiguration> Agents { get; init; } = new Dictionary<string, AgentConfiguration> { [DefaultAgentGroup] = new() };

    /// <summary>What is probably wrong without keeping anything from working: keys that do not exist, words that are no truth values. One sentence each; no values of secrets.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads the section <see cref="SectionName"/>.</summary>
    /// <param name="configuration">The application's configuration.</param>
    /// <exception cref="ConfigurationException">A value cannot be used; the message names every such key, its value and what it must be.</exception>
    public static OpenHandsConfiguration Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Server.Configuration.ConfigurationReader.Read(configuration.GetSection(SectionName));
    }

    /// <summary>The models of an agent: those of the group that its configuration names, else of <see cref="DefaultLlm"/>.</summary>
    /// <param name="agent">Name of the agent.</param>
    public LlmConfiguration LlmOf(string agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var group = Agents.GetValueOrDefault(agent) ?? Agents[DefaultAgentGroup];
        return group.LlmConfig is { } name && Llms.TryGetValue(name, out var llm) ? llm : Llms[DefaultLlm];
    }
}
