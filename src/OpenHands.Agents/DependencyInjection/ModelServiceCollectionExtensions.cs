using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenHands.Agents;
using OpenHands.Agents.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds models that agents ask, each by its name.</summary>
public static class ModelServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IModelFactory"/>. What <see cref="AgentServiceCollectionExtensions.AddCodeActAgent"/> does by itself; may be called again.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IModelFactory>(provider => new ModelFactory(
            provider.GetServices<ModelOptions>(),
            provider.GetServices<ModelProvider>().GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(entries => entries.Key, entries => entries.Last().Create, StringComparer.OrdinalIgnoreCase),
            provider.GetService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds a model.</summary>
    /// <remarks>The first one is the default. Of two with one name, the later one counts.</remarks>
    /// <param name="services">Where it is added.</param>
    /// <param name="model">The model. It is checked when <see cref="IModelFactory"/> is made.</param>
    public static IServiceCollection AddModel(this IServiceCollection services, ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(model);
        return services.AddModels().AddSingleton(model);
    }

    /// <summary>Adds a provider of models that do not speak OpenAI's chat completions.</summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="name">What <see cref="ModelOptions.Provider"/>, or the prefix of a model's name, calls it.</param>
    /// <param name="create">Makes a client for a model. What the client throws goes to the agent as it is: let its messages hold no key.</param>
    public static IServiceCollection AddModelProvider(this IServiceCollection services, string name, Func<IServiceProvider, ModelOptions, IChatClient> create)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return services.AddModels().AddSingleton(provider => new ModelProvider(name, options => create(provider, options)));
    }
}
