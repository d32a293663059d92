using Microsoft.Extensions.Logging;

namespace OpenHands.Agents.Registration;

/// <summary>Makes CodeAct agents, each with a model of its own.</summary>
internal sealed class CodeActAgentFactory(
    CodeActAgentOptions options, string? configuredModel, IModelFactory models, ILoggerFactory? loggerFactory, TimeProvider? timeProvider) : IAgentFactory
{
    public string Name => options.Name;

    public IReadOnlyList<string> Plugins => options.Plugins;

    public IAgent Create(AgentSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var own = options.Model ?? configuredModel;

        // What the user chose is for the agent that the user talks to. A model that another agent has of its own may be elsewhere, and the user's key is not for there.
        var model = models.Create(setup.Model ?? own, setup.IsDelegate && own is not null ? null : setup.Overrides);
        return new CodeActAgent(model, setup.Runtime, options.With(setup.IsInteractive), ownsModel: true, loggerFactory, timeProvider);
    }
}
