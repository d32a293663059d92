using System.Text.Json;

namespace OpenHands.Agents.Tools;

/// <summary>The JSON schema of a tool's arguments.</summary>
internal sealed class ToolSchema
{
    /// <summary>Reads a schema.</summary>
    /// <param name="json">An object schema.</param>
    public ToolSchema(string json)
    {
        Json = Parse(json);
        Parameters = [.. Json.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
    }

    /// <summary>What every tool returns: text.</summary>
    public static JsonElement Text { get; } = Parse("""{"type":"string"}""");

    /// <summary>The schema.</summary>
    public JsonElement Json { get; }

    /// <summary>Names of the arguments, in order.</summary>
    public IReadOnlyList<string> Parameters { get; }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
