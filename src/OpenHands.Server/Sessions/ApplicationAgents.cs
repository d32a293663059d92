using OpenHands.Agents;

namespace OpenHands.Server;

/// <summary>Makes the agents that the application registered: plain ones, and those that ask a model. Where there is none that could work, one that says so.</summary>
internal sealed class ApplicationAgents(AgentRegistry registry, AgentFactories? factories = null, IModelFactory? models = null) : ISessionAgentFactory
{
    public IReadOnlyList<string> Names => [.. registry.Names.Union(factories?.Names ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public PreparedAgent Prepare(SessionSettings settings)
    {
        var name = settings.Agent ?? "";
        if (registry.TryCreate(name, out var agent))
        {
            return new PreparedAgent(new SessionAgent(agent));
        }

        if (!Makes(name))
        {
            return Names.Count == 0 ? new PreparedAgent(new SessionAgent(new MissingAgent(name))) : throw Unknown(name);
        }

        // Nobody has said which model to ask, nor where. The plugins are there all the same, for the user.
        if (models is { Names.Count: 0 } && settings is { ApiKey: null, BaseUrl: null })
        {
            return new PreparedAgent(factories!.PluginsOf(name), _ => new SessionAgent(new MissingAgent(name)));
        }

        return new PreparedAgent(factories!.PluginsOf(name), runtime =>
        {
            var setup = new AgentSetup(runtime) { Overrides = OverridesOf(settings), IsInteractive = true };
            var agent = factories.Create(name, setup);
            return new SessionAgent(agent) { WhyNoImages = WhyNoImages(agent), Delegates = factories.CreateRegistry(setup) };
        });
    }

    // In the words of 0.9.3.
    private static string? WhyNoImages(IAgent agent) => agent is not CodeActAgent codeAct ? null : codeAct.Vision switch
    {
        true => null,
        false => "Support for images is disabled for this model, try without an image.",
        null => "Model does not support image upload, change to a different model or try without an image.",
    };

    private static ModelOverrides OverridesOf(SessionSettings settings)
    {
        Uri? address = null;
        if (settings.BaseUrl is { Length: > 0 } url && !(Uri.TryCreate(url, UriKind.Absolute, out address) && address.Scheme is "http" or "https"))
        {
            throw new ArgumentException("LLM_BASE_URL is no address: it must begin with http:// or https://.");
        }

        return new ModelOverrides
        {
            Model = settings.Model,
            ApiKey = string.IsNullOrWhiteSpace(settings.ApiKey) ? null : new ApiKey(settings.ApiKey),
            BaseUrl = address,
        };
    }

    private bool Makes(string name) => factories?.Names.Contains(name, StringComparer.Ordinal) == true;

    private ArgumentException Unknown(string name) => new($"There is no agent named '{name}'. Choose one of: {string.Join(", ", Names)}.");
}
