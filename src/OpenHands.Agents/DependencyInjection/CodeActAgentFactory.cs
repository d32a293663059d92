using Microsoft.Extensions.Logging;

namespace OpenHands.Agents.Registration;

/// <summary>Makes CodeAct agents, each with a model of its own.</summary>
internal sealed class CodeActAgentFactory(CodeActAgentOptions options, IModelFactory models, ILoggerFactory? loggerFactory, TimeProvider? timeProvider) : IAgentFactory
{
    public string Name => options.Name;

    public IReadOnlyList<string> Plugins => options.Plugins;

    public IAgent Create(AgentSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var model = models.Create(setup.Model ?? options.Model, setup.Overrides);
        return new CodeActAgent(model, setup.Runtime, options.With(setup.IsInteractive), ownsModel: true, loggerFactory, timeProvider);
    }
}
