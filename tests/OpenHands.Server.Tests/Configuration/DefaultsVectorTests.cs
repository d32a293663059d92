using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Golden;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Configuration;

/// <summary><c>GET /api/defaults</c>, and what a model's settings show of themselves, beside the recorded answers of 0.9.3.</summary>
[TestFixture]
public sealed class DefaultsVectorTests
{
    private const string BackendDecides = "The backend decides it, unless a configuration says otherwise.";

    // What 0.9.3 said, and why ours is another.
    private static readonly Dictionary<string, (string Why, string Ours)> s_differences = new(StringComparer.Ordinal)
    {
        ["sandbox.base_container_image"] = (BackendDecides, """{"type":"str","optional":true,"default":null}"""),
        ["sandbox.user_id"] = (BackendDecides, """{"type":"int","optional":true,"default":null}"""),
        ["runtime"] = ("The only backend that is registered.", """{"type":"str","optional":true,"default":null}"""),
        ["workspace_base"] = (BackendDecides, """{"type":"str","optional":true,"default":null}"""),
        ["workspace_mount_path"] = ("0.9.3 showed an inner mark.", """{"type":"str","optional":true,"default":null}"""),
        ["e2b_api_key"] = ("A key that is not set is none, rather than an empty one.", """{"type":"str","optional":true,"default":null}"""),
        ["jwt_secret"] = ("0.9.3 gave the secret away with which it signed tokens.", """{"type":"str","optional":true,"default":null}"""),
        ["file_uploads_allowed_extensions"] = ("0.9.3 could not show lists.", """{"type":"list","optional":false,"default":[".*"]}"""),
    };

    [Test]
    public async Task The_settings_and_their_defaults_are_those_of_0_9_3_and_no_secret_is_among_them()
    {
        const string secret = "a-secret-that-signs-tokens-and-is-long-enough";
        await using var server = await ServerUnderTest.StartAsync(options => options.JwtSecret = secret);
        await using var client = await server.ConnectAsync();
        using var http = server.CreateHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);

        using var answer = await http.GetAsync("/api/defaults");
        var text = await answer.Content.ReadAsStringAsync();

        var (recorded, ours) = (Settings(Vectors.Load("misc/config_defaults_dict")), Settings(JsonNode.Parse(text)!));
        Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/json"));
        Assert.That(ours.Keys, Is.EqualTo(recorded.Keys));
        foreach (var (name, setting) in recorded)
        {
            var isDifferent = s_differences.TryGetValue(name, out var difference);
            Assert.That(ours[name], Is.EqualTo(isDifferent ? difference.Ours : setting), name);
            Assert.That(isDifferent && difference.Ours == setting, Is.False, $"'{name}' is listed as different, and is not.");
        }

        Assert.That(text, Does.Not.Contain(secret));
    }

    [Test]
    public void The_text_of_a_models_settings_shows_no_key()
    {
        var recorded = Vectors.Load("misc/llm_config_redaction").AsArray().Single()!["safe"]!.AsObject();
        var settings = new LlmConfiguration { ApiKey = new Secret("sk-very-secret"), AwsAccessKeyId = new Secret("AKIA-secret"), AwsSecretAccessKey = new Secret("aws-very-secret") };

        var text = settings.ToString();

        Assert.That(text, Does.Contain("ApiKey = ******").And.Contain("AwsSecretAccessKey = ******"));
        Assert.That(text, Does.Not.Contain("sk-very").And.Not.Contain("AKIA").And.Not.Contain("aws-very"));
        foreach (var (name, value) in recorded.Where(entry => entry.Value is not null))
        {
            Assert.That(text, Does.Contain($"{Pascal(name)} = {Shown(name, value!)}"));
        }
    }

    private static string Pascal(string name) => string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static string Shown(string name, JsonNode value) =>
        name.EndsWith("_wait", StringComparison.Ordinal) ? TimeSpan.FromSeconds((int)value).ToString()
        : value.GetValueKind() == System.Text.Json.JsonValueKind.False ? "False"
        : value.ToString();

    // Groups have their settings below them; a setting is what has a default.
    private static Dictionary<string, string> Settings(JsonNode schema)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in schema.AsObject())
        {
            if (entry!.AsObject().ContainsKey("default"))
            {
                settings[name] = entry.ToJsonString();
                continue;
            }

            foreach (var (inner, setting) in entry.AsObject())
            {
                settings[$"{name}.{inner}"] = setting!.ToJsonString();
            }
        }

        return settings;
    }
}
