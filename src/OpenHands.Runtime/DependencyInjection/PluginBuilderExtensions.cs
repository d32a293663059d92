using System.Diagnostics.CodeAnalysis;
using OpenHands;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds plugins that agents can require by name.</summary>
public static class PluginBuilderExtensions
{
    /// <summary>Adds a plugin that takes its dependencies from the services of the application.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="name">The plugin's <see cref="IRuntimePlugin.Name"/>; of two with one name, the registry is refused.</param>
    public static IRuntimeBuilder AddPlugin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin>(
        this IRuntimeBuilder builder, string name)
        where TPlugin : class, IRuntimePlugin =>
        AddPlugin(builder, name, static services => ActivatorUtilities.CreateInstance<TPlugin>(services));

    /// <summary>Adds a plugin.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="name">The plugin's <see cref="IRuntimePlugin.Name"/>; of two with one name, the registry is refused.</param>
    /// <param name="make">Makes a new plugin for each runtime, from the application's root services.</param>
    public static IRuntimeBuilder AddPlugin(this IRuntimeBuilder builder, string name, Func<IServiceProvider, IRuntimePlugin> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        builder.Services.AddSingleton(new PluginRegistration(name, make));
        return builder;
    }
}
