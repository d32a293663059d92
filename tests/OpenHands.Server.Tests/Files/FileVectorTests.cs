using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Golden;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Files;

/// <summary>The recorded requests for files of OpenHands 0.9.3. Each is answered as there, or differs for a reason that is named.</summary>
internal sealed class FileVectorTests
{
    private const string NoRuntime = """{"error":"Runtime not yet initialized"}""";

    private static readonly string[] s_paths = ["/api/list-files", "/api/select-file", "/api/save-file"];

    private static readonly Dictionary<string, (int Status, string Body, string Reason)> s_differences = new(StringComparer.Ordinal)
    {
        ["select_file_before_init"] = (404, NoRuntime, "A session without a runtime is no fault of the server."),
        ["save_file_before_init"] = (404, NoRuntime, "The same."),
        ["list_files_path"] = (200, """["src/src/","src/b.txt"]""", "What nobody wants to see is left out at every level."),
        ["select_file_abs"] = (403, "leads out of the workspace", "No path leads out of the workspace."),
        ["select_file_missing"] = (404, "Error opening file: File not found: ", "A file that is not there is no fault of the server; the text has no Python in it."),
        ["save_file_no_content"] = (400, "Missing filePath or content", "The client's fault, which 0.9.3 meant to tell by 400."),
        ["save_file_error_obs"] = (500, "Failed to save file: ", "The text has no Python in it."),
    };

    private static IEnumerable<JsonObject> Rows() => Vectors.Load("server/http").AsArray().Select(row => row!.AsObject())
        .Where(row => s_paths.Any(path => ((string)row["request"]!["path"]!).StartsWith(path, StringComparison.Ordinal)) && (int)row["status"]! != 401 && (string)row["case"]! != "unknown_session");

    private static IEnumerable<TestCaseData> Cases() => Rows().Select(row => new TestCaseData(row).SetArgDisplayNames((string)row["case"]!));

    [TestCaseSource(nameof(Cases))]
    public async Task A_recorded_request_for_files_is_answered_as_by_0_9_3_or_differs_for_a_reason(JsonObject row)
    {
        var name = (string)row["case"]!;
        var isInitialized = !name.Contains("before_init", StringComparison.Ordinal) && name != "token_without_Bearer";
        await using var server = await WorkspaceServer.StartAsync(initialize: isInitialized, agent: () => new ScriptedAgent(new AgentFinishAction()));
        if (isInitialized)
        {
            await EnterAsync(server, name);
        }

        server.Http.DefaultRequestHeaders.Authorization = null;
        using var request = Vectors.Request(row["request"]!.AsObject(), server.Client.Token);
        using var answer = await server.Http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();

        if (s_differences.TryGetValue(name, out var difference))
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo(difference.Status), body);
            Assert.That(body, Does.Contain(difference.Body));
        }
        else
        {
            Assert.That((int)answer.StatusCode, Is.EqualTo((int)row["status"]!), body);
            Assert.That(Vectors.Same(row["body"]!, body), Is.True, body);
        }
    }

    [Test]
    public void Every_difference_belongs_to_a_recorded_request() =>
        Assert.That(s_differences.Keys, Is.SubsetOf(Rows().Select(row => (string)row["case"]!)));

    [Test]
    public async Task While_the_agent_works_nothing_is_saved()
    {
        var begun = new TaskCompletionSource();
        await using var server = await WorkspaceServer.StartAsync(agent: () => new ScriptedAgent(async (_, stop) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return new AgentFinishAction();
        }));
        await server.Client.SayAsync("go");
        await begun.Task;

        var answer = await server.PostAsync("/api/save-file", """{"filePath":"a.txt","content":"x"}""");

        Assert.That(answer, Is.EqualTo((403, """{"detail":"Code editing is only allowed when the agent is paused, finished, or awaiting user input"}""")));
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task What_is_too_long_for_an_editor_is_not_saved()
    {
        await using var server = await WorkspaceServer.StartAsync(files => files.MaxEditBytes = 1024);

        var answer = await server.PostAsync("/api/save-file", new JsonObject { ["filePath"] = "a.txt", ["content"] = new string('x', 1025) }.ToJsonString());

        Assert.That(answer.Status, Is.EqualTo(413), answer.Body);
        Assert.That(answer.Body, Does.Contain("at most 1,024 bytes can be saved"));
        Assert.That(server.Files, Is.Empty);
    }

    // The workspace of the recordings, and the state of their agent.
    private static async Task EnterAsync(WorkspaceServer server, string name)
    {
        string[] files = ["b.txt", "src/b.txt", "src/src/x", "src/.git/x", "src/node_modules/x", "src/__pycache__/x", "src/.DS_Store"];
        foreach (var file in files.Concat(name == "save_file_error_obs" ? ["bad/x"] : []))
        {
            server.Write(file, "x");
        }

        if (name == "select_file")
        {
            server.Write("a.txt", "content of /workspace/a.txt");
        }

        if (name == "save_file_finished")
        {
            await server.Client.SayAsync("go");
            await server.Client.ReceiveUntilAsync(frame => frame.State() == "finished");
        }

        if (name == "save_file_paused")
        {
            await server.Client.ChangeStateAsync("paused");
            await server.Client.ReceiveUntilAsync(frame => frame.State() == "paused");
        }
    }
}
