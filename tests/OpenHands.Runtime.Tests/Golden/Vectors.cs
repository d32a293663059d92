using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenHands.Tests.Golden;

/// <summary>The recorded answers of OpenHands 0.9.3.</summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "vectors");

    /// <summary>All files, named like <c>misc/registry</c>.</summary>
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static JsonNode Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;

    /// <summary>The rows of a file, each with a name made of its case or number.</summary>
    public static IEnumerable<(string Name, JsonObject Row)> Rows(string name) => Load(name).AsArray()
        .Select((row, index) => ($"{name}/{(string?)row!["case"] ?? index.ToString()}", row.AsObject()));

    /// <summary>JSON in one spelling, order of keys kept: equal texts are equal values in equal order.</summary>
    public static string Text(JsonNode? node) => node?.ToJsonString(Readable) ?? "null";

    /// <inheritdoc cref="Text(JsonNode?)" />
    public static string Text(string json) => Text(JsonNode.Parse(json));
}
