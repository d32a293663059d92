using Microsoft.AspNetCore.Builder;
using OpenHands.Server.Access;

namespace OpenHands.Server.Http;

/// <summary>What stands before every endpoint of the server.</summary>
internal static class ServerPipeline
{
    private const string Mark = "OpenHands.Server.Pipeline";

    /// <summary>Adds it to an application, once.</summary>
    public static void Use(IApplicationBuilder app)
    {
        if (app.Properties.TryAdd(Mark, Mark))
        {
            app.UseCors();
            app.UseMiddleware<AccessMiddleware>();
        }
    }
}
