using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace OpenHands.Server.Http;

/// <summary>What the description of the interface calls an endpoint.</summary>
/// <param name="Id">The name of the method in a client that is made from the description. No other endpoint has it.</param>
/// <param name="Summary">What it does, in a sentence.</param>
/// <param name="Text">What else is to be known; <see langword="null"/> for nothing.</param>
internal sealed record OperationName(string Id, string Summary, string? Text);

/// <summary>Something that a request may say in its address or in a header.</summary>
internal sealed record ParameterDescription(string Name, ParameterLocation Place, string Text, bool IsRequired, OpenApiSchema Schema);

/// <summary>What the body of a request is.</summary>
/// <remarks>Only describes: what an endpoint accepts, it says itself, with an answer that clients of 0.9.3 know.</remarks>
/// <param name="Type">What is read as JSON; <see langword="null"/> for a form with files.</param>
/// <param name="Text">What it is for, with its limits.</param>
/// <param name="FilesName">Of a form, the name of the parts that are files.</param>
internal sealed record BodyDescription(Type? Type, string Text, string? FilesName = null);

/// <summary>One answer, of which an endpoint may have several with the same status.</summary>
/// <param name="StatusCode">The status.</param>
/// <param name="Type">What is written as JSON; <see langword="null"/> for something else, <see cref="void"/> for nothing.</param>
/// <param name="Text">What it means.</param>
internal sealed record AnswerDescription(int StatusCode, Type? Type, string Text) : IProducesResponseTypeMetadata
{
    /// <summary>What it is written as.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>A header that it has.</summary>
    public (string Name, string Text)? Header { get; init; }

    // Any JSON has no shape.
    Type? IProducesResponseTypeMetadata.Type => Type == typeof(JsonElement) ? null : Type;

    IEnumerable<string> IProducesResponseTypeMetadata.ContentTypes => Type is null || Type == typeof(void) ? [] : [ContentType];
}
