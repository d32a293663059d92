using System.Text.Json.Serialization;

namespace WriteAPlugin;

/// <summary>How both are written: by generated code, with the names of the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CountAction))]
[JsonSerializable(typeof(CountObservation))]
internal sealed partial class CountJson : JsonSerializerContext;
