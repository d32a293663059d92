using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace OpenHands.Server.Http;

/// <summary>Says beside an endpoint what the description of the interface says of it. What is said of a group holds for all of its endpoints.</summary>
/// <remarks>Who may call it, and how those are refused who may not, follows from its <see cref="ServerEndpoint"/>: see <see cref="AccessAnswers"/>.</remarks>
internal static class EndpointDescription
{
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, string id, string summary, string? text = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OperationName(id, summary, text));

    /// <summary>A parameter in the address: text, unless a schema says otherwise.</summary>
    public static TBuilder Query<TBuilder>(this TBuilder endpoint, string name, string text, bool isRequired = false, OpenApiSchema? schema = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ParameterDescription(name, ParameterLocation.Query, text, isRequired, schema ?? Text()));

    public static TBuilder Header<TBuilder>(this TBuilder endpoint, string name, string text, bool isRequired = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ParameterDescription(name, ParameterLocation.Header, text, isRequired, Text()));

    /// <summary>A body of JSON, in the shape of a type.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, Type type, string text)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyDescription(type, text));

    /// <summary>A multipart form with files.</summary>
    public static TBuilder TakesFiles<TBuilder>(this TBuilder endpoint, string name, string text)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyDescription(null, text, name));

    /// <summary>An answer of JSON, in the shape of a type; <see cref="void"/> for one without a body.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, Type type, string text, int status = StatusCodes.Status200OK)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswerDescription(status, type, text));

    /// <summary>An answer of another kind than JSON.</summary>
    public static TBuilder AnswersWith<TBuilder>(this TBuilder endpoint, string contentType, string text, (string Name, string Text)? header = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AnswerDescription(StatusCodes.Status200OK, null, text) { ContentType = contentType, Header = header });

    /// <summary>A refusal, in the shape of <see cref="ErrorBody"/> unless another is named.</summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, int status, string text, Type? type = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswerDescription(status, type ?? typeof(ErrorBody), text));

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
}
