using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests;

/// <summary>Golden rows that were recorded from OpenHands 0.9.3.</summary>
internal static class VectorFile
{
    public static IEnumerable<JsonNode> Rows(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "vectors", name);
        return JsonNode.Parse(File.ReadAllText(path))!.AsArray().Select(row => row!);
    }

    public static string[] Texts(this JsonNode? node) => [.. node!.AsArray().Select(item => item!.GetValue<string>())];

    public static string Text(this JsonNode? node) => node!.GetValue<string>();

    public static int Number(this JsonNode? node) => node!.GetValue<int>();
}
