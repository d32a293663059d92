using Microsoft.AspNetCore.Http;

namespace OpenHands.Server.Http;

/// <summary>Says in the server's own words why a body could not be read: most often that it is too large.</summary>
internal static class UnreadableBody
{
    public static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.HttpContext.Response.HasStarted)
        {
            return ApiErrors.Error(exception.StatusCode, exception.Message);
        }
    }
}
