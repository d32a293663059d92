using System.Globalization;
using Microsoft.Extensions.Configuration;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Serialization;

namespace OpenHands.Server.Configuration;

/// <summary>The settings in the text of a <c>config.toml</c>.</summary>
internal static class TomlSettings
{
    private const string SandboxPrefix = "sandbox_";

    /// <summary>Reads them. Names that are no settings come along, so that somebody is told of them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fileName">Where it is from, for messages.</param>
    /// <exception cref="ConfigurationException">It is no TOML; the message says where.</exception>
    public static Dictionary<string, string?> Read(string text, string fileName)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var tables = new Dictionary<string, TomlTable>(StringComparer.Ordinal);
        foreach (var (name, value) in Parse(text, fileName))
        {
            if (value is TomlTable table)
            {
                tables[name] = table;
            }
            else if (LegacyNames.EnvironmentVariables.TryGetValue(name, out var key))
            {
                // Files without sections hold the names of the environment.
                Add(data, key, value);
            }
            else
            {
                Add(data, LegacyNames.PathOf("", name), value);
            }
        }

        foreach (var (section, table) in tables.OrderBy(table => table.Key != "core"))
        {
            AddTable(data, section, table);
        }

        return data;
    }

    private static TomlTable Parse(string text, string fileName)
    {
        try
        {
            return TomlSerializer.Deserialize<TomlTable>(text, TomlContext.Default.TomlTable) ?? [];
        }
        catch (TomlException exception)
        {
            throw new ConfigurationException($"The file {fileName} is no TOML: {exception.Message}", exception);
        }
    }

    private static void AddTable(Dictionary<string, string?> data, string section, TomlTable table)
    {
        switch (section)
        {
            case "core":
                foreach (var (name, value) in table)
                {
                    // Names of before there was a section for sandboxes; [sandbox], which comes later, goes before them.
                    Add(data, name.StartsWith(SandboxPrefix, StringComparison.Ordinal)
                        ? LegacyNames.PathOf("Sandbox", name[SandboxPrefix.Length..])
                        : LegacyNames.PathOf("", name), value);
                }

                break;
            case "llm":
                AddGroups(data, "Llms", OpenHandsConfiguration.DefaultLlm, table);
                break;
            case "agent":
                AddGroups(data, "Agents", OpenHandsConfiguration.DefaultAgentGroup, table);
                break;
            default:
                AddAll(data, LegacyNames.KeyOf(section), table);
                break;
        }
    }

    // What stands in the section itself is for all groups; a table in it is a group.
    private static void AddGroups(Dictionary<string, string?> data, string key, string common, TomlTable table)
    {
        foreach (var (name, value) in table)
        {
            if (value is TomlTable group)
            {
                AddAll(data, ConfigurationPath.Combine(key, name), group);
            }
            else
            {
                Add(data, LegacyNames.PathOf(ConfigurationPath.Combine(key, common), name), value);
            }
        }
    }

    private static void AddAll(Dictionary<string, string?> data, string section, TomlTable table)
    {
        foreach (var (name, value) in table)
        {
            Add(data, LegacyNames.PathOf(section, name), value);
        }
    }

    private static void Add(Dictionary<string, string?> data, string key, object value)
    {
        switch (value)
        {
            case TomlTable map:
                foreach (var (name, entry) in map)
                {
                    Add(data, ConfigurationPath.Combine(key, name), entry);
                }

                break;
            case TomlArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    data[ConfigurationPath.Combine(key, $"{i}")] = Convert.ToString(list[i], CultureInfo.InvariantCulture);
                }

                break;
            case bool flag:
                data[key] = flag ? "true" : "false";
                break;
            default:
                LegacyValues.Add(data, key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }
}

[TomlSerializable(typeof(TomlTable))]
internal sealed partial class TomlContext : TomlSerializerContext;
