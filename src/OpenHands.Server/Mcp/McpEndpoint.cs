using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using OpenHands.Server.Http;

namespace OpenHands.Server.Mcp;

/// <summary>The streamable HTTP transport of the protocol: a session to a client, named in a header.</summary>
internal sealed class McpEndpoint(McpSessions sessions, ServerOptions options)
{
    public const string SessionHeader = "Mcp-Session-Id";
    public const string VersionHeader = "MCP-Protocol-Version";

    // The first version that has no sessions. Versions are dates, so they can be compared as text.
    private const string FirstWithoutSessions = "2026-07-28";

    private static readonly string[] s_versions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    private static readonly JsonTypeInfo<JsonRpcMessage> s_message = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        const string session = "The session, as the answer to initialize named it.";
        var mcp = routes.MapGroup("").WithTags("mcp").Refuses(StatusCodes.Status404NotFound, "There is no such session. Begin a new one with initialize.", typeof(RpcErrorBody));
        mcp.MapPost("", (Delegate)AnswerAsync)
            .Describe("sendMcpMessage", "Sends a message of the Model Context Protocol, and waits for the answer.", "Accept must name application/json and text/event-stream.")
            .Header(SessionHeader, session + " Without it only initialize is served.")
            .Header(VersionHeader, "The version of the protocol that was agreed on.")
            .Takes(typeof(RpcMessageBody), "One message of JSON-RPC 2.0, of at most MaxFrameBytes.")
            .AnswersWith("text/event-stream", "The answer, and what is told before it, as server-sent events.", (SessionHeader, session))
            .Answers(typeof(void), "The message wants no answer.", StatusCodes.Status202Accepted)
            .Refuses(StatusCodes.Status400BadRequest, "The body is no message, names no session, or is of a version that the server does not know.", typeof(RpcErrorBody))
            .Refuses(StatusCodes.Status406NotAcceptable, "The client does not accept what would be answered.", typeof(RpcErrorBody))
            .Refuses(StatusCodes.Status413PayloadTooLarge, "The body is too large.", typeof(RpcErrorBody))
            .Refuses(StatusCodes.Status503ServiceUnavailable, "There are as many sessions as there may be.", typeof(RpcErrorBody));
        mcp.MapGet("", (Delegate)ListenAsync)
            .Describe("listenToMcp", "Listens to what the server tells beside its answers.", "Accept must name text/event-stream.")
            .Header(SessionHeader, session, isRequired: true)
            .AnswersWith("text/event-stream", "Server-sent events, until the session ends or the client leaves.", (SessionHeader, session))
            .Refuses(StatusCodes.Status400BadRequest, "No session is named.", typeof(RpcErrorBody))
            .Refuses(StatusCodes.Status406NotAcceptable, "The client does not accept what would be answered.", typeof(RpcErrorBody))
            .Refuses(StatusCodes.Status409Conflict, "The client of the session is listening already.", typeof(RpcErrorBody));
        mcp.MapDelete("", (Delegate)CloseAsync)
            .Describe("closeMcpSession", "Ends a session with its runtime.")
            .Header(SessionHeader, session, isRequired: true)
            .Answers(typeof(void), "It has ended.", StatusCodes.Status204NoContent);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!Accepts(context, "application/json") || !Accepts(context, "text/event-stream"))
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, McpErrors.Refused, "A client must accept both application/json and text/event-stream.");
            return;
        }

        if (await ReadAsync(context) is not { } message)
        {
            return;
        }

        var version = context.Request.Headers[VersionHeader].ToString();
        if (string.CompareOrdinal(version, FirstWithoutSessions) >= 0)
        {
            await McpErrors.WriteVersionAsync(context, version.Length > 40 ? version[..40] : version, s_versions, message);
            return;
        }

        using var lease = await FindAsync(context, message);
        if (lease is null)
        {
            return;
        }

        BeginStream(context, lease.Session);
        using var answer = new McpAnswer(lease.Session, message, context.RequestAborted);
        try
        {
            if (!await answer.RunAsync(context.Response.Body))
            {
                context.Response.Headers.ContentType = default;
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            // The client gave up, or the session closed meanwhile.
            await EndAsync(context, lease.Session);
        }
    }

    private async Task ListenAsync(HttpContext context)
    {
        if (!Accepts(context, "text/event-stream"))
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, McpErrors.Refused, "A client that listens must accept text/event-stream.");
            return;
        }

        using var lease = await FindAsync(context, message: null);
        if (lease is null)
        {
            return;
        }

        if (!lease.Session.TryListen())
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status409Conflict, McpErrors.Refused, "The client of this session is listening already. Close that connection first.");
            return;
        }

        try
        {
            BeginStream(context, lease.Session);
            SilentConnection.Watch(context);
            await lease.Session.Transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException)
        {
            await EndAsync(context, lease.Session);
        }
        finally
        {
            lease.Session.StopListening();
        }
    }

    private async Task CloseAsync(HttpContext context)
    {
        if (await sessions.CloseAsync(context.Request.Headers[SessionHeader].ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await WriteNoSessionAsync(context, about: null);
        }
    }

    private async Task<JsonRpcMessage?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxFrameBytes;
        }

        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, s_message, context.RequestAborted) is { } message)
            {
                return message;
            }

            await McpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, McpErrors.NotJson, "The body is null, not a message of JSON-RPC.");
        }
        catch (JsonException)
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, McpErrors.NotJson, "The body is no message of JSON-RPC 2.0.");
        }
        catch (BadHttpRequestException exception)
        {
            await McpErrors.WriteAsync(context, exception.StatusCode, McpErrors.Refused, $"The body cannot be read; it may have {options.MaxFrameBytes} bytes at most (MaxFrameBytes).");
        }

        return null;
    }

    private async Task<McpLease?> FindAsync(HttpContext context, JsonRpcMessage? message)
    {
        var id = context.Request.Headers[SessionHeader].ToString();
        if (id.Length > 0)
        {
            var lease = sessions.Find(id);
            if (lease is null)
            {
                await WriteNoSessionAsync(context, message);
            }

            return lease;
        }

        if (message is not JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status400BadRequest, McpErrors.Refused, $"A session begins with initialize; every other request names it in the header {SessionHeader}.", message);
            return null;
        }

        try
        {
            return sessions.Open();
        }
        catch (SessionLimitException exception)
        {
            await McpErrors.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, McpErrors.Refused, exception.Message, message);
            return null;
        }
    }

    private static void BeginStream(HttpContext context, McpSession session)
    {
        var headers = context.Response.Headers;
        headers[SessionHeader] = session.Id;
        headers.ContentType = "text/event-stream";
        headers.CacheControl = "no-cache,no-store";

        // Neither compression nor a proxy may hold back what is told meanwhile.
        headers.ContentEncoding = "identity";
        headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static Task EndAsync(HttpContext context, McpSession session)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || session.Closing is null)
        {
            return Task.CompletedTask;
        }

        context.Response.Headers.ContentEncoding = default;
        return WriteNoSessionAsync(context, about: null);
    }

    private static Task WriteNoSessionAsync(HttpContext context, JsonRpcMessage? about) => McpErrors.WriteAsync(
        context, StatusCodes.Status404NotFound, McpErrors.NoSession, "There is no such session: it was idle for too long, was closed, or the server has restarted. Begin a new one with initialize.", about);

    private static bool Accepts(HttpContext context, string type) =>
        context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MatchesAllTypes || accepted.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase));
}
