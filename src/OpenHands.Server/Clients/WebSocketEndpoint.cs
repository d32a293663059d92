using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OpenHands.Events;
using OpenHands.Server.Access;
using OpenHands.Server.Http;

namespace OpenHands.Server.Clients;

/// <summary>Where clients connect: <c>/ws</c>, <c>/ws?token=T</c>, <c>/ws?token=T&amp;latest_event_id=N</c>, each with <c>features=…</c> if wanted.</summary>
internal sealed class WebSocketEndpoint(SessionManager sessions, SessionTokens tokens, KeepAlive keepAlive, TimeProvider time)
{
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    // The second is that of HTTP/2.
    private static readonly string[] s_methods = ["GET", "CONNECT"];

    private static readonly TimeSpan s_goodbyeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var connection = routes.CreateApplicationBuilder();
        connection.Use(HeardUpgrade.InvokeAsync);
        connection.UseWebSockets();
        connection.Run(context => context.RequestServices.GetRequiredService<WebSocketEndpoint>().ServeAsync(context));
        var connect = connection.Build();
        routes.MapMethods("/ws", s_methods, (Delegate)((HttpContext context) => connect(context))).WithTags("connection")
            .Describe("connect", "Connects to a session, as a WebSocket.", "Frames are text, each a JSON object. The first one has the session's token. What is wrong with the token or the session is said in a frame.")
            .Query("token", "The token of the session. By default a new one begins.")
            .Query("latest_event_id", "The last event that the client has: those after it are sent. By default all.", schema: new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "-1", Default = -1 })
            .Query("features", $"Frames beyond those of 0.9.3: {ClientRequest.List([.. ClientRequest.Words.Select(word => $"'{word}'")])}, with commas. By default none.", schema: Words(ClientRequest.Words))
            .Answers(typeof(void), "The connection is a WebSocket now.", StatusCodes.Status101SwitchingProtocols)
            .Refuses(StatusCodes.Status400BadRequest, "latest_event_id is not a number.")
            .Refuses(StatusCodes.Status426UpgradeRequired, "The request is no WebSocket's.");
    }

    private static OpenApiSchema Words(IEnumerable<string> words) => new()
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] },
    };

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status426UpgradeRequired, "This is a WebSocket. Connect with ws:// or wss://.");
            return;
        }

        var query = context.Request.Query;
        if (ClientRequest.Read(query["latest_event_id"], query["features"]) is not { } request)
        {
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status400BadRequest, "latest_event_id must be a whole number: the id of the last event that the client has.");
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            // Ours are KeepAlive's.
            KeepAliveInterval = TimeSpan.Zero,
        });
        var token = query["token"].ToString();
        var sessionId = token.Length == 0 ? SessionIds.New() : tokens.Read(token);
        if (sessionId is null)
        {
            await RefuseAsync(socket, "Invalid token", 401, WebSocketCloseStatus.NormalClosure);
            return;
        }

        await ServeAsync(context, socket, sessionId, request);
    }

    private async Task ServeAsync(HttpContext context, WebSocket socket, string sessionId, ClientRequest request)
    {
        SessionLease lease;
        try
        {
            lease = await sessions.AttachAsync(sessionId, context.RequestAborted);
        }
        catch (Exception exception) when (exception is SessionLimitException or ObjectDisposedException)
        {
            var why = exception is SessionLimitException ? exception.Message : "The server is stopping.";
            await RefuseAsync(socket, why, 503, TryAgainLater);
            return;
        }
        catch (EventStoreException exception)
        {
            await RefuseAsync(socket, $"The session cannot be opened. {exception.Message}", 500, WebSocketCloseStatus.InternalServerError);
            return;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await using (lease)
        {
            byte[][] first = [ServerFrames.Token(tokens.Sign(sessionId)), .. request.Refusals.Select(ServerFrames.Error)];
            using var session = new Session(lease.Session, socket, request, tokens.Read);
            using var watch = context.Features.Get<HeardStream>() is { } stream ? keepAlive.Watch(stream, session.Lose, session.Beat) : null;
            await session.RunAsync(first);
        }
    }

    private async Task RefuseAsync(WebSocket socket, string why, int code, WebSocketCloseStatus status)
    {
        using var limit = new CancellationTokenSource(s_goodbyeTimeout, time);
        try
        {
            await socket.SendAsync(ServerFrames.Fatal(why, code), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            await socket.CloseAsync(status, code == 401 ? null : "See the frame before this.", limit.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // It did not wait for the answer.
        }
    }
}
