using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OpenHands.Server.Http;

/// <summary>Which session a request is about.</summary>
/// <remarks>
/// Every path below <c>/api</c> needs the token of a live session: <see cref="Access.AccessMiddleware"/> answers 401 or 404 before any
/// endpoint runs or reads a body. Endpoints take the session from their context. Those that need none say so with <see cref="WithoutSession"/>.
/// </remarks>
internal static class SessionRequests
{
    /// <summary>The session of the token that the request brought.</summary>
    public static AgentSession GetAgentSession(this HttpContext context) =>
        context.Features.Get<AgentSession>() ?? throw new InvalidOperationException($"{context.Request.Path} was served without a session. Is the endpoint mapped below /api by MapOpenHands?");

    /// <summary>Lets an endpoint below <c>/api</c> be called without a token.</summary>
    public static TBuilder WithoutSession<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ServerEndpoint(ServerAccess.Client));
}
