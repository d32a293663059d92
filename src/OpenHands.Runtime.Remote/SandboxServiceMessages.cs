using System.Text.Json.Serialization;

namespace OpenHands.Remote;

/// <summary>Asks for a sandbox.</summary>
internal sealed record StartRequest(string Image, string Command, string WorkingDir, string Name, Dictionary<string, string> Environment);

/// <summary>A sandbox that was started.</summary>
internal sealed record StartAnswer(string RuntimeId, string Url)
{
    /// <summary>The key of its host, where the service chooses one itself.</summary>
    public string? SessionApiKey { get; init; }
}

/// <summary>Names a sandbox to stop, pause or resume.</summary>
internal sealed record SandboxRequest(string RuntimeId);

/// <summary>Whether an image is there.</summary>
internal sealed record ImageAnswer(bool Exists);

/// <summary>An answer of which nothing is read.</summary>
internal sealed record AnyAnswer;

/// <summary>The bodies of a sandbox service, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StartAnswer))]
[JsonSerializable(typeof(SandboxRequest))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(AnyAnswer))]
internal sealed partial class SandboxServiceJsonContext : JsonSerializerContext;
