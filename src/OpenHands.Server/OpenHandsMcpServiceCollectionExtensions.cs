using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenHands.Server;
using OpenHands.Server.Mcp;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets an application give runtimes to clients of the Model Context Protocol, over HTTP.</summary>
public static class OpenHandsMcpServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services behind <c>app.MapOpenHandsMcp()</c>, with those of <c>AddOpenHandsServer</c>, whose options say who may connect. Backends are the
    /// application's: <c>AddOpenHandsMcp().AddDocker()</c>. May be called twice.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options. They are checked when the application starts.</param>
    /// <returns>Where backends and plugins are added.</returns>
    public static IRuntimeBuilder AddOpenHandsMcp(this IServiceCollection services, Action<McpEndpointOptions>? configure = null)
    {
        var runtimes = services.AddOpenHandsServer();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(McpSessions)))
        {
            return runtimes;
        }

        services.AddOptions<McpEndpointOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<McpEndpointOptions>, McpEndpointOptionsValidator>();
        services.AddSingleton(provider => new McpServices(
            provider.GetRequiredService<IOptions<McpEndpointOptions>>().Value, provider.GetRequiredService<SessionServices>(), provider));
        services.AddSingleton<McpSessions>();
        services.AddSingleton<McpEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionShutdown<McpSessions>>());
        return runtimes;
    }
}
