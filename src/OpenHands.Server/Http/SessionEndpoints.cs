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
        var group = api.MapGroup("").WithTags("session");
        group.MapGet("/root_task", (Delegate)GetRootTaskAsync)
            .Describe("getRootTask", "The task tree of the session's agent.")
            .Answers(typeof(TaskBody), "The root, without a goal, and the tasks below it.")
            .Answers(typeof(void), "There is no agent yet.", StatusCodes.Status204NoContent);
        group.MapGet("/session", (HttpContext context) => Describe(context.GetAgentSession()))
            .Describe("getSession", "The session of the token.")
            .Answers(typeof(SessionInfo), "What is known of it.");

        // A list says nothing that opens a session; deleting wants the session's own token.
        group.MapGet("/sessions", (SessionManager sessions) => sessions.List()).WithoutSession()
            .Describe("listSessions", "Every session, live or stored.")
            .Answers(typeof(IReadOnlyList<SessionInfo>), "What is known of each. Nothing that opens one.");
        group.MapDelete("/session", DeleteAsync)
            .Describe("deleteSession", "Closes the session of the token and removes everything that is stored of it.")
            .Answers(typeof(void), "It is gone.", StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status500InternalServerError, "What is stored could not be removed.")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
    }

    private static async Task<Results<ContentHttpResult, NoContent>> GetRootTaskAsync(HttpContext context)
    {
        try
        {
            return context.GetAgentSession().Controller is { } controller
                ? TypedResults.Text((await controller.GetStateAsync(context.RequestAborted)).Tasks.ToJson(), "application/json")
                : TypedResults.NoContent();
        }
        catch (ObjectDisposedException)
        {
            // It is being replaced, or the session closes.
            return TypedResults.NoContent();
        }
    }

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
