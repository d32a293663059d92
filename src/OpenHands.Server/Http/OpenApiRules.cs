using Microsoft.AspNetCore.OpenApi;

namespace OpenHands.Server.Http;

/// <summary>What the description of the HTTP interface says.</summary>
internal static class OpenApiRules
{
    public const string DocumentName = "openhands";

    public static void Configure(OpenApiOptions options)
    {
        // Of an application that has more endpoints, only those of the server.
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ServerEndpoint>().Any();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "OpenHands server";
            document.Info.Version = "0.9.3";
            document.Info.Description = "Paths below /api want 'Authorization: Bearer TOKEN' with the token of the first frame of /ws, except those of options and sessions.";
            return Task.CompletedTask;
        });
    }
}
