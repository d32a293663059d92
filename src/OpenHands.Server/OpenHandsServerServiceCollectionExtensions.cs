using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Server;
using OpenHands.Server.Access;
using OpenHands.Server.Clients;
using OpenHands.Server.Files;
using OpenHands.Server.Http;
using OpenHands.Server.Mcp;
using OpenHands.Server.Observability;
using OpenHands.Server.Security;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Makes an application an agent server.</summary>
public static class OpenHandsServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services of the server; <c>app.MapOpenHands()</c> adds its endpoints. Backends and agents are the application's:
    /// <c>AddOpenHandsServer().AddLocal()</c>, and agents in the <see cref="AgentRegistry"/> or by <c>services.AddCodeActAgent()</c>. May be called twice.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options. They are checked when the application starts.</param>
    /// <returns>Where backends and plugins are added.</returns>
    public static IRuntimeBuilder AddOpenHandsServer(this IServiceCollection services, Action<ServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var runtimes = services.AddOpenHandsRuntime();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(service => service.ServiceType == typeof(SessionManager)))
        {
            return runtimes;
        }

        services.AddOptions<ServerOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ServerOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AgentRegistry>();
        services.TryAddSingleton<ISessionAgentFactory>(provider => new ApplicationAgents(
            provider.GetRequiredService<AgentRegistry>(), provider.GetService<AgentFactories>(), provider.GetService<IModelFactory>()));
        services.TryAddSingleton<ISessionStore>(MakeStore);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISecurityAnalyzerFactory, RulesAnalyzerFactory>());
        services.AddSingleton<ServerTelemetry>();
        services.AddSingleton(MakeShared);
        services.AddSingleton(provider => new SessionManager(provider.GetRequiredService<SessionServices>()));
        services.AddSingleton<ISessionDirectory>(provider => provider.GetRequiredService<SessionManager>());
        services.AddSingleton<IHostedService, SessionShutdown<SessionManager>>();
        AddWeb(services);
        AddFiles(services);
        return runtimes;
    }

    private static void AddWeb(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<AccessRules>();
        services.AddSingleton<RequestLimiter>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, AddressLogging>();
        services.AddSingleton(MakeTokens);
        services.AddSingleton<WebSocketEndpoint>();
        services.AddSingleton<KeepAlive>();
        services.AddSingleton<FeedbackEndpoint>();
        services.AddSingleton<LoginPage>();
        services.AddSingleton<IConfigureOptions<CorsOptions>, CorsRules>();
        services.AddCors();
        services.AddHttpClient(FeedbackEndpoint.ClientName).ConfigureHttpClient(client =>
        {
            client.Timeout = TimeSpan.FromSeconds(30);
            client.MaxResponseContentBufferSize = 1024 * 1024;
        });
        services.AddHealthChecks().AddCheck<ServerHealthCheck>("openhands");
        services.AddOpenApi(OpenApiRules.DocumentName, OpenApiRules.Configure);
        services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var context in (JsonSerializerContext[])[ServerJsonContext.Default, FileJsonContext.Default, SecurityJsonContext.Default, RpcJsonContext.Default])
            {
                json.SerializerOptions.TypeInfoResolverChain.Insert(0, context);
            }
        });
    }

    private static void AddFiles(IServiceCollection services)
    {
        services.AddOptions<WorkspaceFileOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkspaceFileOptions>, WorkspaceFileOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WorkspaceFileOptions>>().Value);
        services.AddSingleton<UploadReader>();
        services.AddSingleton<FileEndpoints>();
    }

    private static ISessionStore MakeStore(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ServerOptions>();
        return options.DataDirectory is { } directory
            ? new FileSessionStore(Path.GetFullPath(directory), options.Serializer, provider.GetRequiredService<ILoggerFactory>())
            : new MemorySessionStore(options.MaxMemoryBytes, options.Serializer.Types);
    }

    private static SessionTokens MakeTokens(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ServerOptions>();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger<SessionTokens>();
        return new SessionTokens(TokenSecret.Get(options, logger), options.TokenLifetime, provider.GetRequiredService<TimeProvider>());
    }

    private static ServerSecrets MakeSecrets(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ServerOptions>();
        return new ServerSecrets(
        [
            options.AccessKey, options.JwtSecret,
            .. options.ModelKeys.Select(key => key.Reveal()),
            .. provider.GetServices<ModelOptions>().Select(model => model.ApiKey?.Reveal()),
        ]);
    }

    private static SessionServices MakeShared(IServiceProvider provider) => new(
        provider.GetRequiredService<ServerOptions>(),
        provider.GetRequiredService<ISessionStore>(),
        provider.GetRequiredService<RuntimeFactories>(),
        provider.GetRequiredService<ISessionAgentFactory>(),
        provider.GetRequiredService<AgentRegistry>(),
        [.. provider.GetServices<ISecurityAnalyzerFactory>()],
        MakeSecrets(provider),
        provider.GetRequiredService<ServerTelemetry>(),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredService<TimeProvider>());
}
