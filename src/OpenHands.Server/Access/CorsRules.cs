using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using OpenHands.Server.Mcp;

namespace OpenHands.Server.Access;

/// <summary>Lets pages read answers that may connect.</summary>
internal sealed class CorsRules(AccessRules rules) : IConfigureOptions<CorsOptions>
{
    public const string PolicyName = "OpenHands.Server";

    public void Configure(CorsOptions options) =>
        options.AddPolicy(PolicyName, policy => policy.SetIsOriginAllowed(rules.IsAllowedOrigin).AllowCredentials().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(McpEndpoint.SessionHeader));
}
