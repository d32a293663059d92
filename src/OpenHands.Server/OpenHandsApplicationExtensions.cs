using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server;
using OpenHands.Server.Access;
using OpenHands.Server.Clients;
using OpenHands.Server.Files;
using OpenHands.Server.Http;
using OpenHands.Server.Mcp;
using OpenHands.Server.Security;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the server to an application.</summary>
public static class OpenHandsApplicationExtensions
{
    /// <summary>
    /// Adds the endpoints of the server (<c>/ws</c>, <c>/api</c>, <c>/alive</c>, <c>/health</c>, <c>/login</c>, <c>/openapi/openhands.json</c>), the rules of who may use
    /// them, and behind them the files of <see cref="ServerOptions.StaticDirectory"/>. Other endpoints of the application are left alone.
    /// </summary>
    /// <param name="app">The application, whose services have had <c>AddOpenHandsServer</c>.</param>
    /// <returns>The server's endpoints, for conventions of the application's own.</returns>
    /// <exception cref="InvalidOperationException">The services were not added.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; every one that is, is named.</exception>
    public static IEndpointConventionBuilder MapOpenHands(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<SessionManager>() is null)
        {
            throw new InvalidOperationException("The server's services are not there. Call builder.Services.AddOpenHandsServer() first.");
        }

        var options = app.Services.GetRequiredService<ServerOptions>();
        ServerPipeline.Use(app);
        if (options.StaticDirectory is { } directory)
        {
            StaticPages.Use(app, directory);
        }

        var server = app.MapGroup("").WithMetadata(new ServerEndpoint(ServerAccess.Client)).RequireCors(CorsRules.PolicyName);
        WebSocketEndpoint.Map(server);
        LoginPage.Map(server);
        server.MapHealth();
        server.MapOpenApi();
        MapApi(server);
        return server;
    }

    /// <summary>
    /// Adds an endpoint of the Model Context Protocol (streamable HTTP): each client gets a session with a runtime of its own, whose tools and files it uses. The rules of
    /// who may connect are the server's; the key may also come as <c>Authorization: Bearer KEY</c>.
    /// </summary>
    /// <remarks>
    /// The runtime starts with the first request that wants it. It ends when its client closes the session, when the client has neither asked nor listened for
    /// <see cref="McpEndpointOptions.IdleTimeout"/>, and with the application.
    /// </remarks>
    /// <param name="app">The application, whose services have had <c>AddOpenHandsMcp</c>.</param>
    /// <param name="path">Where it is: <c>/mcp</c>, the default, or another path.</param>
    /// <returns>The endpoint, for conventions of the application's own.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> does not begin with a slash.</exception>
    /// <exception cref="InvalidOperationException">The services were not added.</exception>
    public static IEndpointConventionBuilder MapOpenHandsMcp(this WebApplication app, string path = "/mcp")
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith('/'))
        {
            throw new ArgumentException($"The path of the endpoint must begin with a slash; '{path}' does not.", nameof(path));
        }

        var endpoint = app.Services.GetService<McpEndpoint>()
            ?? throw new InvalidOperationException("The endpoint's services are not there. Call builder.Services.AddOpenHandsMcp() first.");
        ServerPipeline.Use(app);
        var group = app.MapGroup(path).WithMetadata(new ServerEndpoint(ServerAccess.Program)).RequireCors(CorsRules.PolicyName);
        endpoint.Map(group);
        return group;
    }

    private static void MapApi(IEndpointRouteBuilder server)
    {
        var api = server.MapGroup("/api").WithMetadata(new ServerEndpoint(ServerAccess.Session)).AddEndpointFilter(UnreadableBody.AnswerAsync);
        api.MapOptions();
        api.MapSessions();
        FeedbackEndpoint.Map(api);
        FileEndpoints.Map(api);
        SecurityEndpoints.Map(api);

        // So that a token is asked for before it is said what there is.
        api.MapNothingElse();
    }
}
