using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OpenHands.Server.Http;

/// <summary>Writes into the description of the interface what endpoints say of themselves with <see cref="EndpointDescription"/>.</summary>
internal sealed class OperationWriter(ServerOptions options) : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var access = metadata.OfType<ServerEndpoint>().Last().Access;
        if (metadata.OfType<OperationName>().LastOrDefault() is { } name)
        {
            (operation.OperationId, operation.Summary, operation.Description) = (name.Id, name.Summary, name.Text);
        }

        operation.Parameters = [.. metadata.OfType<ParameterDescription>().Select(Parameter)];
        if (metadata.OfType<BodyDescription>().LastOrDefault() is { } body)
        {
            operation.RequestBody = await BodyAsync(body, context, cancellationToken);
        }

        operation.Security = Security(access, context.Document!);
        var known = operation.Responses;
        operation.Responses = [];
        foreach (var answers in AccessAnswers.Of(access, options).Concat(metadata.OfType<AnswerDescription>()).GroupBy(answer => answer.StatusCode).OrderBy(answers => answers.Key))
        {
            var status = answers.Key.ToString(CultureInfo.InvariantCulture);
            operation.Responses[status] = await AnswerAsync([.. answers], known?.GetValueOrDefault(status), context, cancellationToken);
        }
    }

    private static OpenApiParameter Parameter(ParameterDescription parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.Place,
        Description = parameter.Text,
        Required = parameter.IsRequired,
        Schema = parameter.Schema,

        // Lists are written with commas.
        Explode = parameter.Place == ParameterLocation.Query && parameter.Schema.Type != JsonSchemaType.Array,
    };

    private static async Task<OpenApiRequestBody> BodyAsync(BodyDescription body, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) => new()
    {
        Description = body.Text,
        Required = true,
        Content = body.Type is { } type
            ? Content("application/json", await ReferenceAsync(type, context, cancellationToken))
            : Content("multipart/form-data", Form(body.FilesName!)),
    };

    private static OpenApiSchema Form(string name)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { name },
            Properties = new Dictionary<string, IOpenApiSchema> { [name] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = file, MinItems = 1 } },
        };
    }

    private static async Task<OpenApiResponse> AnswerAsync(
        AnswerDescription[] answers, IOpenApiResponse? known, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var response = new OpenApiResponse { Description = answers is [var only] ? only.Text : string.Join('\n', answers.Select(answer => $"- {answer.Text}")) };
        foreach (var header in answers.Select(answer => answer.Header).OfType<(string Name, string Text)>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[header.Name] = new OpenApiHeader { Description = header.Text, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        var types = answers.Select(answer => answer.Type).Distinct().ToArray();
        response.Content = types switch
        {
            [null] => Content(answers[0].ContentType, new OpenApiSchema { Type = JsonSchemaType.String, Format = answers[0].ContentType.StartsWith("text/", StringComparison.Ordinal) ? null : "binary" }),
            [{ } type] when type == typeof(void) => null,
            [{ } type] when type == typeof(JsonElement) => Content(answers[0].ContentType, new OpenApiSchema()),

            // What the framework has made of it knows lists and trees.
            [{ }] when known?.Content is { Count: > 0 } content => content.ToDictionary(StringComparer.Ordinal),
            _ => Content(answers[0].ContentType, await AnyOfAsync(types.OfType<Type>(), context, cancellationToken)),
        };
        return response;
    }

    private static async Task<IOpenApiSchema> AnyOfAsync(IEnumerable<Type> types, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = new List<IOpenApiSchema>();
        foreach (var type in types)
        {
            schemas.Add(await ReferenceAsync(type, context, cancellationToken));
        }

        return schemas is [var only] ? only : new OpenApiSchema { AnyOf = schemas };
    }

    private static async Task<OpenApiSchemaReference> ReferenceAsync(Type type, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(type.Name) != true)
        {
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, parameterDescription: null, cancellationToken));
        }

        return new OpenApiSchemaReference(type.Name, document);
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) => new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };

    private List<OpenApiSecurityRequirement>? Security(ServerAccess access, OpenApiDocument document)
    {
        string[][] ways = (access, options.AccessKey is not null) switch
        {
            (ServerAccess.Session, false) => [[OpenApiRules.Token]],
            (ServerAccess.Session, true) => [[OpenApiRules.Token, OpenApiRules.Key]],
            (ServerAccess.Client, true) => [[OpenApiRules.Key]],
            (ServerAccess.Program, true) => [[OpenApiRules.Key], [OpenApiRules.KeyAsToken]],
            _ => [],
        };
        return ways.Length == 0 ? null : [.. ways.Select(way => Requirement(way, document))];
    }

    private static OpenApiSecurityRequirement Requirement(string[] schemes, OpenApiDocument document)
    {
        var requirement = new OpenApiSecurityRequirement();
        foreach (var scheme in schemes)
        {
            requirement.Add(new OpenApiSecuritySchemeReference(scheme, document), []);
        }

        return requirement;
    }
}
