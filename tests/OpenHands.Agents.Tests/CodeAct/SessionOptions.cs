namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>How a <see cref="Session"/> is set up.</summary>
internal sealed record SessionOptions
{
    public ModelDialect Dialect { get; init; }

    public string? Workspace { get; init; }

    public IReadOnlyList<Func<IRuntimePlugin>> Plugins { get; init; } = [];

    public CodeActAgentOptions Agent { get; init; } = new();

    public AgentControllerOptions Controller { get; init; } = new();

    public Func<ModelOptions, ModelOptions> Model { get; init; } = options => options;
}
