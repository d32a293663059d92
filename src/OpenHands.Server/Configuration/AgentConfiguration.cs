namespace OpenHands.Server;

/// <summary>What one agent is told: one <c>[agent]</c> group of a configuration.</summary>
public sealed record AgentConfiguration
{
    /// <summary>Name of the micro-agent.</summary>
    public string? MicroAgentName { get; init; }

    /// <summary>Whether it has a memory. Default <see langword="false"/>.</summary>
    public bool MemoryEnabled { get; init; }

    /// <summary>Most threads of that memory. Default 2.</summary>
    public int MemoryMaxThreads { get; init; } = 2;

    /// <summary>Name of the <c>[llm]</c> group it uses; <see langword="null"/>, the default, for <c>llm</c>.</summary>
    public string? LlmConfig { get; init; }
}
