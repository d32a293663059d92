using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Configuration;

/// <summary>Lists and maps in one text, as variables of the environment hold them.</summary>
internal static class LegacyValues
{
    /// <summary>Entries between commas, or a JSON list; Python's quotes are taken too.</summary>
    public static IReadOnlyList<string> List(string text) => text.TrimStart().StartsWith('[') && Parse(text) is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(item => item.ToString())]
        : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names and values of a JSON object; Python's quotes are taken too. <see langword="null"/> when it is none.</summary>
    public static IEnumerable<(string Name, string Value)>? Map(string text) => Parse(text) is { ValueKind: JsonValueKind.Object } map
        ? map.EnumerateObject().Select(member => (member.Name, member.Value.ToString()))
        : null;

    /// <summary>Puts a value under its key, a list or a map under keys below it.</summary>
    public static void Add(IDictionary<string, string?> data, string key, string value)
    {
        if (key.EndsWith(":RuntimeStartupEnvVars", StringComparison.Ordinal) && value.Length > 0)
        {
            foreach (var (name, text) in Map(value) ?? throw new ConfigurationException($"{key} is no map; write it as JSON, such as {{\"NAME\": \"value\"}}."))
            {
                data[ConfigurationPath.Combine(key, name)] = text;
            }
        }
        else if (key.EndsWith(":FileUploadsAllowedExtensions", StringComparison.Ordinal))
        {
            var items = List(value);
            for (var i = 0; i < items.Count; i++)
            {
                data[ConfigurationPath.Combine(key, $"{i}")] = items[i];
            }
        }
        else
        {
            data[key] = value;
        }
    }

    private static JsonElement? Parse(string text) => TryParse(text) ?? (text.Contains('"') ? null : TryParse(text.Replace('\'', '"')));

    private static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
