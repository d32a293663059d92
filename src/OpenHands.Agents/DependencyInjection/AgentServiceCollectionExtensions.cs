using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Agents.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds agents to an application, each by its name.</summary>
public static class AgentServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="CodeActAgent"/>, and <see cref="AgentFactories"/>. May be called again for another name; of two with one name, the later one counts.</summary>
    /// <param name="services">Where it is added. It needs models: see <see cref="ModelServiceCollectionExtensions.AddModel"/>.</param>
    /// <param name="configure">Sets options.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public static IServiceCollection AddCodeActAgent(this IServiceCollection services, Action<CodeActAgentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new CodeActAgentOptions();
        configure?.Invoke(options);
        options.ThrowIfInvalid();

        services.AddModels();
        services.TryAddSingleton(provider => new AgentFactories(provider.GetServices<IAgentFactory>()));
        services.AddSingleton<IAgentFactory>(provider => new CodeActAgentFactory(
            options,
            provider.GetServices<AgentModel>().LastOrDefault(model => model.Agent == options.Name)?.Model,
            provider.GetRequiredService<IModelFactory>(),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds an agent of your own, and <see cref="AgentFactories"/>.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="name">Its <see cref="IAgent.Name"/>; of two with one name, the later one counts.</param>
    /// <param name="create">Makes one for each session.</param>
    /// <param name="plugins">The plugins that it needs in its runtime; <see langword="null"/> for none.</param>
    public static IServiceCollection AddAgent(
        this IServiceCollection services, string name, Func<IServiceProvider, AgentSetup, IAgent> create, IReadOnlyList<string>? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        services.TryAddSingleton(provider => new AgentFactories(provider.GetServices<IAgentFactory>()));
        services.AddSingleton<IAgentFactory>(provider => new NamedAgentFactory(name, plugins ?? [], setup => create(provider, setup)));
        return services;
    }
}
