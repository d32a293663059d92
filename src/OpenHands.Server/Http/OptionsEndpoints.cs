using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents;
using OpenHands.Server.Configuration;

namespace OpenHands.Server.Http;

/// <summary>What a client may choose, which needs no session, as clients ask before they have one; and what a configuration may say.</summary>
internal static class OptionsEndpoints
{
    public static void MapOptions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/defaults", () => TypedResults.Bytes(ConfigurationSchema.Utf8, "application/json")).WithTags("options")
            .Describe("listSettings", "The settings of a configuration. Nothing of what this server was given.")
            .Answers(typeof(IReadOnlyDictionary<string, JsonElement>), "By name: 'type', 'optional' and 'default' of a setting; or settings by name, of a section.");
        var options = api.MapGroup("/options").WithTags("options").WithoutSession();
        options.MapGet("/models", async (ServerOptions server, HttpContext context) =>
            {
                var listed = context.RequestServices.GetService<IModelFactory>() is { } models ? await models.ListAsync(context.RequestAborted) : [];
                return Names(server.Models.Append(server.Defaults.Model ?? "").Concat(listed));
            })
            .Describe("listModels", "The models that agents may use.")
            .Answers(typeof(IReadOnlyList<string>), "Names, in order.");
        options.MapGet("/agents", (ISessionAgentFactory agents) => Names(agents.Names))
            .Describe("listAgents", "The agents that a session may have.")
            .Answers(typeof(IReadOnlyList<string>), "Names, in order.");
        options.MapGet("/security-analyzers", (IEnumerable<ISecurityAnalyzerFactory> analyzers) => Names(analyzers.Select(analyzer => analyzer.Name)))
            .Describe("listSecurityAnalyzers", "The security analyzers that a session may have.")
            .Answers(typeof(IReadOnlyList<string>), "Names, in order.");
        options.MapNothingElse();
    }

    private static IReadOnlyList<string> Names(IEnumerable<string> names) => [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
