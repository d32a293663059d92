using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenHands.Events;

namespace OpenHands.Server.Http;

/// <summary>Sessions and what is known of them.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/root_task", (Delegate)GetRootTaskAsync).WithTags("session").WithSummary("The task tree of the session's agent; 204 as long as there is no agent.");
        api.MapGet("/session", (HttpContext context) => Describe(context.GetAgentSession())).WithTags("session")
            .WithSummary("The session of the token.");

        // A list says nothing that opens a session; deleting wants the session's own token.
        api.MapGet("/sessions", (SessionManager sessions) => sessions.List()).WithoutSession().WithTags("session")
            .WithSummary("Every session, live or stored.");
        api.MapDelete("/session", DeleteAsync).WithTags("session")
            .WithSummary("Closes the session of the token and removes everything that is stored of it.");
    }

    private static async Task<Results<ContentHttpResult, NoContent>> GetRootTaskAsync(HttpContext context) =>
        context.GetAgentSession().Controller is { } controller
            ? TypedResults.Text((await controller.GetStateAsync(context.RequestAborted)).Tasks.ToJson(), "application/json")
            : TypedResults.NoContent();

    private static async Task<Results<NoContent, JsonHttpResult<ErrorBody>>> DeleteAsync(HttpContext context, SessionManager sessions)
    {
        try
        {
            await sessions.DeleteAsync(context.GetAgentSession().Id, context.RequestAborted);
            return TypedResults.NoContent();
        }
        catch (EventStoreException exception)
        {
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, exception.Message);
        }
        catch (ObjectDisposedException)
        {
            return ApiErrors.Error(StatusCodes.Status503ServiceUnavailable, "The server is stopping. The session was not removed.");
        }
    }

    private static SessionInfo Describe(AgentSession session) =>
        new(session.Id, true, session.State, session.ClientCount, session.Events.LatestId, session.LastActivity);
}
