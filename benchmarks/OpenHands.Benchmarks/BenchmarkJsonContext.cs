using System.Text.Json.Serialization;

namespace OpenHands.Benchmarks;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Metric))]
internal sealed partial class BenchmarkJsonContext : JsonSerializerContext;
