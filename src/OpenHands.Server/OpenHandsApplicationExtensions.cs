using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server;
using OpenHands.Server.Access;
using OpenHands.Server.Clients;
using OpenHands.Server.Files;
using OpenHands.Server.Http;
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
        app.UseCors();
        app.UseMiddleware<AccessMiddleware>();
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

    private static void MapApi(IEndpointRouteBuilder server)
    {
        var api = server.MapGroup("/api").WithMetadata(new ServerEndpoint(ServerAccess.Session));
        api.MapOptions();
        api.MapSessions();
        FeedbackEndpoint.Map(api);
        FileEndpoints.Map(api);
        SecurityEndpoints.Map(api);

        // So that a token is asked for before it is said what there is.
        api.MapFallback("{**path}", () => ApiErrors.Detail(StatusCodes.Status404NotFound, "Not Found")).ExcludeFromDescription();
    }
}
