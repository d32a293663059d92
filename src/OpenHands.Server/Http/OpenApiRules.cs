using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OpenHands.Server.Access;

namespace OpenHands.Server.Http;

/// <summary>The description of the HTTP interface. What it says of an endpoint stands beside that, see <see cref="EndpointDescription"/>.</summary>
internal static class OpenApiRules
{
    public const string DocumentName = "openhands";

    /// <summary>The token of a session, as a scheme of security.</summary>
    public const string Token = "bearer";

    /// <summary>The key of the server, in its own header.</summary>
    public const string Key = "key";

    /// <summary>The key of the server, where a program says it as a token.</summary>
    public const string KeyAsToken = "keyAsBearer";

    private static readonly Dictionary<string, string> s_tags = new(StringComparer.Ordinal)
    {
        ["connection"] = "The WebSocket over which clients and agents talk.",
        ["files"] = "The files of a session's workspace. None of this is recorded as an event.",
        ["health"] = "For whoever watches the server.",
        ["mcp"] = "A computer for clients of the Model Context Protocol, over its streamable HTTP transport.",
        ["options"] = "What a client may choose.",
        ["security"] = "The security analyzer of a session.",
        ["session"] = "Sessions and what is known of them.",
    };

    public static void Configure(OpenApiOptions options)
    {
        // Of an application that has more endpoints, only those of the server; and of theirs not what HTTP has beside a plain request.
        options.ShouldInclude = description => description.HttpMethod is not ("HEAD" or "CONNECT") && description.ActionDescriptor.EndpointMetadata.OfType<ServerEndpoint>().Any();
        options.AddOperationTransformer<OperationWriter>();
        options.AddSchemaTransformer((schema, _, _) => Simplify(schema));
        options.AddDocumentTransformer((document, context, _) => Describe(document, context.ApplicationServices.GetRequiredService<AccessRules>().WantsKey));
    }

    private static Task Describe(OpenApiDocument document, bool wantsKey)
    {
        document.Info = new OpenApiInfo
        {
            Title = "OpenHands server",
            Version = "0.9.3",
            Description = "Sessions of agents. A session begins with a connection to /ws, whose first frame has the token that the other paths want.",
        };
        document.AddComponent(Token, Bearer("The token of a session: the first frame of /ws has it, as 'token'. Each connection brings a new one.", "JWT"));
        if (wantsKey)
        {
            document.AddComponent(KeyAsToken, Bearer("The key of this server.", format: null));
            document.AddComponent(Key, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = AccessRules.KeyHeader,
                Description = "The key of this server. A browser that has entered it at /login sends a cookie instead.",
            });
        }

        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = s_tags.GetValueOrDefault(tag.Name ?? "");
        }

        // Paths begin with a slash.
        foreach (var server in document.Servers ?? [])
        {
            server.Url = server.Url?.TrimEnd('/');
        }

        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Bearer(string text, string? format) => new() { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = format, Description = text };

    // An application's own rules may let numbers be read from text; ours are written as numbers. Words are text, and have null beside them where that may be.
    private static Task Simplify(OpenApiSchema schema)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)))
        {
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        if (schema is { Enum.Count: > 0, Type: null })
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. schema.Enum.Where(word => word is not null && word.GetValueKind() == System.Text.Json.JsonValueKind.String)];
        }

        return Task.CompletedTask;
    }
}
