using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenHands.Server;
using OpenHands.Server.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a configuration of OpenHands 0.9.3 set the options of the server.</summary>
public static class OpenHandsConfigurationServiceCollectionExtensions
{
    /// <summary>
    /// Reads the section <c>OpenHands</c>, adds it as <see cref="OpenHandsConfiguration"/>, and sets <see cref="ServerOptions"/> and <see cref="WorkspaceFileOptions"/> by it. Each group of
    /// models that it says something about is added as by <c>AddModel</c>, that of the default agent first. What the application sets itself afterwards counts. Its warnings are logged when the application starts. The first call counts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration, after <c>AddOpenHands</c>.</param>
    /// <returns>What was read, for the options of backends.</returns>
    /// <exception cref="ConfigurationException">A value cannot be used; the message names every such key, its value and what it must be.</exception>
    /// <exception cref="ArgumentException">A model's key or address cannot be one; the message says of which group.</exception>
    public static OpenHandsConfiguration AddOpenHandsConfiguration(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        var read = OpenHandsConfiguration.Read(configuration);
        if (services.Any(service => service.ServiceType == typeof(OpenHandsConfiguration)))
        {
            return read;
        }

        services.AddSingleton(read);
        ConfiguredModels.AddTo(services, read, configuration.GetSection(OpenHandsConfiguration.SectionName).GetSection(nameof(OpenHandsConfiguration.Llms)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<ServerOptions>, ServerOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<WorkspaceFileOptions>, FileOptionsSetup>());
        services.AddHostedService<ConfigurationWarnings>();
        return read;
    }
}
