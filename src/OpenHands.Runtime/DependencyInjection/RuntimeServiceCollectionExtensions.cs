using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenHands;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds OpenHands runtimes to an application.</summary>
public static class RuntimeServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="RuntimeFactories"/> and <see cref="PluginRegistry"/>. Add at least one backend to the builder:
    /// <c>AddOpenHandsRuntime().AddLocal()</c>. May be called twice.
    /// </summary>
    public static IRuntimeBuilder AddOpenHandsRuntime(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(MakeRegistry);
        services.TryAddSingleton<RuntimeFactories>();
        return new RuntimeBuilder(services);
    }

    private static PluginRegistry MakeRegistry(IServiceProvider services)
    {
        var registry = new PluginRegistry();
        foreach (var registration in services.GetServices<PluginRegistration>())
        {
            registry.Add(registration.Name, () => registration.Make(services));
        }

        return registry;
    }

    private sealed class RuntimeBuilder(IServiceCollection services) : IRuntimeBuilder
    {
        public IServiceCollection Services { get; } = services;
    }
}
