using System.Text.Json.Nodes;

namespace OpenHands.Local.Tests.Golden;

/// <summary>The recorded answers of OpenHands 0.9.3.</summary>
internal static class Vector
{
    /// <summary>A file of them.</summary>
    public static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", path)))!;

    /// <summary>The rows of a file that is a list.</summary>
    public static IReadOnlyList<JsonNode> Rows(string path) => [.. Read(path).AsArray().Select(row => row!)];
}
