using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class ToolboxTests
{
    private static readonly string[] s_all = ["run", "send_input", "interrupt", "python", "read_file", "write_file", "edit_file", "list_files", "search", "browse", "browser"];
    private static readonly string[] s_filesOnly = ["read_file", "write_file", "edit_file"];
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public async Task A_runtime_that_can_do_everything_gives_every_tool()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();

        Assert.That(runtime.AsAITools().Select(tool => tool.Name), Is.EqualTo(s_all));
    }

    [Test]
    public async Task What_the_runtime_lacks_is_no_tool()
    {
        await using var runtime = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Actions = ["read", "write"] });

        Assert.That(runtime.AsAITools().Select(tool => tool.Name), Is.EqualTo(s_filesOnly));
    }

    [Test]
    public async Task Names_descriptions_and_schemas_are_those_approved()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var approved = Path.Combine(AppContext.BaseDirectory, "Tools.approved.json");

        var now = Describe(runtime.AsAITools());

        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Tools.received.json"), now);
        Assert.That(now, Is.EqualTo(await File.ReadAllTextAsync(approved)), "Models read this. If the change is meant, copy Tools.received.json, beside these tests, over Tools.approved.json.");
    }

    [Test]
    public async Task Schemas_require_only_what_they_have()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();

        foreach (var schema in runtime.AsAITools().Select(tool => tool.JsonSchema))
        {
            var properties = schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ToList();
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()).ToList() : [];

            using (Assert.EnterMultipleScope())
            {
                Assert.That(required, Is.SubsetOf(properties));
                Assert.That(schema.GetProperty("additionalProperties").GetBoolean(), Is.False);
            }
        }
    }

    [Test]
    public async Task A_runtime_that_is_not_started_has_no_tools()
    {
        await using var runtime = new FakeRuntime();

        Assert.That(() => runtime.AsAITools(), Throws.InvalidOperationException.With.Message.Contains("StartAsync"));
    }

    [Test]
    public async Task Every_wrong_option_is_named()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var options = new AgentToolOptions
        {
            MaxResultLength = 10,
            MaxReadLines = 0,
            MaxMatches = -1,
            MaxTimeout = TimeSpan.FromDays(2),
            Timeout = TimeSpan.Zero,
            ConfirmationPolicy = ConfirmationPolicy.Always,
        };

        Assert.That(
            () => runtime.AsAITools(options),
            Throws.ArgumentException.With.Message.Contains("MaxResultLength").And.Message.Contains("MaxReadLines").And.Message.Contains("MaxMatches")
                .And.Message.Contains("MaxTimeout").And.Message.Contains("Timeout is 00:00:00").And.Message.Contains("Approve"));
    }

    [Test]
    public async Task Options_that_change_later_change_nothing()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var options = new AgentToolOptions { Approve = (_, _, _) => Task.FromResult(false) };
        var tools = new Toolbox(runtime, options);
        options.Approve = null;

        var result = await tools.CallAsync("run", ("command", "ls"));

        Assert.That(result, Does.StartWith("Error: The user refused"));
    }

    private static string Describe(IReadOnlyList<AIFunction> tools)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, s_indented))
        {
            writer.WriteStartArray();
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                writer.WriteString("description", tool.Description);
                writer.WritePropertyName("schema");
                tool.JsonSchema.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(json.ToArray()) + "\n";
    }
}
