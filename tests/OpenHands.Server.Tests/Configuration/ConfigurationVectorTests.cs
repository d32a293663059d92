using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace OpenHands.Server.Tests.Configuration;

[TestFixture]
public sealed class ConfigurationVectorTests
{
    // What 0.9.3 got wrong, and what is right.
    private static readonly Dictionary<string, (string Why, string Changed)> s_differences = new(StringComparer.Ordinal)
    {
        ["env 6"] = ("0.9.3 split lists into characters", """{"file_uploads_max_file_size_mb":3,"file_uploads_restrict_file_types":true,"file_uploads_allowed_extensions":[".py",".txt"]}"""),
        ["env 9"] = ("0.9.3 could not read maps", """{"sandbox.runtime_startup_env_vars":{"A":"b"}}"""),
        ["toml 1"] = ("[sandbox] threw away what [core] said of sandboxes", """{"sandbox.user_id":5,"sandbox.timeout":9}"""),
        ["toml 3"] = ("[security] was ignored", """{"security.confirmation_mode":true}"""),
        ["toml 4"] = ("an unknown key threw the section away", """{"sandbox.timeout":4}"""),
        ["toml 7"] = ("without [core] nothing was read", """{"llms.llm.model":"only"}"""),
    };

    private static readonly Dictionary<string, string> s_refused = new(StringComparer.Ordinal)
    {
        ["env 2"] = "OpenHands:Sandbox:Timeout is 'abc'; it must be a number",
        ["env 3"] = "OpenHands:Security:SecurityAnalyzer is 'invariant'",
        ["toml 6"] = "is no TOML",
    };

    private static IEnumerable<TestCaseData<string, JsonNode>> Vectors() =>
        Load("config_env").Select((vector, i) => new TestCaseData<string, JsonNode>($"env {i}", vector!))
            .Concat(Load("config_toml").Select((vector, i) => new TestCaseData<string, JsonNode>($"toml {i}", vector!)));

    [TestCaseSource(nameof(Vectors))]
    public void Settings_are_read_as_0_9_3_read_them_where_it_was_right(string name, JsonNode vector)
    {
        if (s_refused.TryGetValue(name, out var message))
        {
            Assert.That(() => Read(vector), Throws.TypeOf<ConfigurationException>().With.Message.Contains(message));
            return;
        }

        var expected = s_differences.TryGetValue(name, out var difference) ? JsonNode.Parse(difference.Changed)!.AsObject() : vector["changed"]!.AsObject();

        var read = Flatten(Read(vector));

        var defaults = Flatten(OpenHandsConfiguration.Read(new ConfigurationBuilder().Build()));
        var changed = Leaves(expected);
        if (name == "toml 2")
        {
            // Deliberately different: a named group has what [agent] says.
            changed["agents.CodeActAgent.memory_enabled"] = "true";
        }

        foreach (var (key, value) in changed)
        {
            Assert.That(read.GetValueOrDefault(key), Is.EqualTo(value), key);
        }

        Assert.That(read.Where(entry => !changed.ContainsKey(entry.Key) && defaults.GetValueOrDefault(entry.Key) != entry.Value), Is.Empty);
    }

    private static OpenHandsConfiguration Read(JsonNode vector)
    {
        var variables = vector["env"]?.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!) ?? [];
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, (string?)vector["toml"] ?? "");
            return OpenHandsConfiguration.Read(new ConfigurationBuilder().AddOpenHands(file, variables).Build());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static JsonArray Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"vectors/misc/{name}.json")))!.AsArray();

    private static Dictionary<string, string?> Leaves(JsonObject changed)
    {
        var leaves = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in changed)
        {
            Add(key, value);
        }

        return leaves;

        void Add(string key, JsonNode? value)
        {
            switch (value)
            {
                case JsonObject map:
                    foreach (var (name, entry) in map)
                    {
                        Add($"{key}.{name}", entry);
                    }

                    break;
                case JsonArray list:
                    leaves[key] = string.Join('|', list.Select(item => item!.ToString()));
                    break;
                default:
                    leaves[key] = value?.ToString();
                    break;
            }
        }
    }

    private static Dictionary<string, string?> Flatten(OpenHandsConfiguration configuration)
    {
        var leaves = new Dictionary<string, string?>(StringComparer.Ordinal);
        AddAll("", configuration);
        return leaves;

        void AddAll(string prefix, object group)
        {
            foreach (var property in group.GetType().GetProperties())
            {
                var name = string.Concat(property.Name.Select((character, i) => char.IsUpper(character) && i > 0 ? $"_{char.ToLowerInvariant(character)}" : $"{char.ToLowerInvariant(character)}"));
                name = name is "confirmation_mode" or "security_analyzer" ? $"security.{name}" : name is "run_as_open_hands" ? "run_as_openhands" : name;
                Add(prefix + name, property.GetValue(group));
            }
        }

        void Add(string key, object? value)
        {
            switch (value)
            {
                case null or string:
                    leaves[key] = (string?)value;
                    break;
                case Secret secret:
                    leaves[key] = secret.Reveal();
                    break;
                case bool flag:
                    leaves[key] = flag ? "true" : "false";
                    break;
                case TimeSpan time:
                    leaves[key] = time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                    break;
                case IEnumerable<KeyValuePair<string, string>> map:
                    foreach (var (name, entry) in map)
                    {
                        leaves[$"{key}.{name}"] = entry;
                    }

                    break;
                case IDictionary groups:
                    foreach (DictionaryEntry group in groups)
                    {
                        AddAll($"{key}.{group.Key}.", group.Value!);
                    }

                    break;
                case IEnumerable<string> list:
                    leaves[key] = key == "warnings" ? "" : string.Join('|', list);
                    break;
                case SandboxConfiguration:
                    AddAll($"{key}.", value);
                    break;
                default:
                    leaves[key] = Convert.ToString(value, CultureInfo.InvariantCulture);
                    break;
            }
        }
    }
}
