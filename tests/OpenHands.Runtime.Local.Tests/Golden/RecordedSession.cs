using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenHands.Protocol;

namespace OpenHands.Local.Tests.Golden;

/// <summary>A local runtime in a workspace as the recorder had it, whose answers are told as if they came from the recorder's machine.</summary>
internal sealed partial class RecordedSession : IAsyncDisposable
{
    private const string Prompt = "\nroot@sandbox:";

    private readonly TemporaryDirectory _directory = new();
    private readonly LocalRuntime _runtime;

    private RecordedSession()
    {
        // The recorder's own name for the workspace is in one row.
        var workspace = Path.Combine(_directory.Path, "ohws");
        PutFiles(workspace);
        _runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = workspace, Environment = { ["LC_ALL"] = "C.UTF-8" } });
    }

    public static async Task<RecordedSession> StartAsync()
    {
        var session = new RecordedSession();
        await session._runtime.StartAsync();
        return session;
    }

    /// <summary>What ours should answer where 0.9.3 answered this, after the differences that concern many rows.</summary>
    public static JsonNode Expect(JsonNode recorded, HashSet<string> met)
    {
        var expected = recorded.DeepClone();
        if (expected is not JsonObject observation || observation["observation"]?.GetValue<string>() != "run")
        {
            return expected;
        }

        var content = observation["content"]!.GetValue<string>();
        var prompt = content.LastIndexOf("\r\n" + Prompt, StringComparison.Ordinal);
        var output = prompt < 0 ? content : content[..prompt];
        var ours = Normalise(output.Replace("\r\n", "\n", StringComparison.Ordinal));
        Note(met, DeliberateDifferences.LineEnds, output.TrimEnd('\r', '\n').Contains("\r\n", StringComparison.Ordinal));
        Note(met, DeliberateDifferences.OneSeparator, prompt >= 0 && content.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var first && (first < 0 || first != prompt - 2));
        Note(met, DeliberateDifferences.Machine, ours != output.Replace("\r\n", "\n", StringComparison.Ordinal));
        observation["content"] = prompt < 0 ? ours : $"{WithoutLineEnd(ours)}\r\n\r\n{content[(prompt + 2)..]}";
        return expected;
    }

    /// <summary>What ours should answer where it differs from 0.9.3 altogether.</summary>
    public static JsonNode Expect(DeliberateDifference difference, JsonNode request)
    {
        var content = difference.HasPrompt && difference.Observation == "run" ? $"{difference.Content}\r\n\r\n{Prompt}/workspace # " : difference.Content;
        var action = request["json"]!["action"]!["args"]!;
        var observation = new JsonObject
        {
            ["message"] = difference.Observation switch
            {
                "run" => $"Command `{action["command"]}` executed with exit code {difference.ExitCode}.",
                "read" => $"I read the file /workspace/{action["path"]}.",
                "write" => $"I wrote to the file /workspace/{action["path"]}.",
                _ => content,
            },
            ["observation"] = difference.Observation,
            ["content"] = content,
        };
        observation["extras"] = difference.Observation switch
        {
            "run" => new JsonObject { ["command_id"] = -1, ["command"] = action["command"]!.DeepClone(), ["exit_code"] = difference.ExitCode },
            "error" => [],
            _ => new JsonObject { ["path"] = $"/workspace/{action["path"]}" },
        };
        return observation;
    }

    /// <summary>Ours, as the recorder would have written it.</summary>
    public async Task<JsonNode?> AnswerAsync(JsonNode request)
    {
        if (request["path"]!.GetValue<string>() == "/list_files")
        {
            var names = await _runtime.ListFilesAsync(Here(request["json"]!["path"]?.GetValue<string>()));
            return new JsonArray([.. names.Select(name => (JsonNode)name)]);
        }

        using var json = JsonDocument.Parse(Here(request["json"]!["action"]!.ToJsonString())!);
        var observation = await _runtime.ExecuteAsync(EventSerializer.Default.ReadAction(json.RootElement));
        var answer = JsonNode.Parse(There(EventSerializer.Default.ToJson(observation)))!.AsObject();
        foreach (var stamped in new[] { "id", "timestamp", "source", "cause" })
        {
            answer.Remove(stamped);
        }

        // Ours tells more than 0.9.3 did; other tests see to that.
        answer["extras"]!.AsObject().Remove("status");
        answer["extras"]!.AsObject().Remove("working_directory");
        return answer;
    }

    /// <summary>Sends something that was not recorded.</summary>
    public async Task SendAsync(string? command)
    {
        if (command is not null)
        {
            await _runtime.ExecuteAsync(new CmdRunAction(command));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _directory.Dispose();
    }

    private static void Note(HashSet<string> met, string difference, bool isMet)
    {
        if (isMet)
        {
            met.Add(difference);
        }
    }

    private static string WithoutLineEnd(string output) => output.EndsWith('\n') ? output[..^1] : output;

    private static string Normalise(string text) => 
        BashLine().Replace(JobLine().Replace(GitVersion().Replace(text, "git version N"), "[1] N"), "bash: ");

    private string? Here(string? text) => text?.Replace("/workspace", _runtime.WorkspacePath, StringComparison.Ordinal);

    private string There(string json)
    {
        var prompt = $"{Environment.UserName}@{Environment.MachineName}:";
        var text = json.Replace(_runtime.WorkspacePath, "/workspace", StringComparison.Ordinal)
            .Replace(prompt, "root@sandbox:", StringComparison.Ordinal);
        text = Interpreter().Replace(text, "");
        if (Environment.UserName != "root")
        {
            text = DollarPrompt().Replace(text, "$1 # \"").Replace($"\"{Environment.UserName}\\r", "\"root\\r", StringComparison.Ordinal);
        }

        return Normalise(text);
    }

    private static void PutFiles(string workspace)
    {
        var listed = Directory.CreateDirectory(Path.Combine(workspace, "listdir")).FullName;
        File.WriteAllText(Path.Combine(workspace, "f.txt"), "l1\nl2\nl3\nl4\nl5\n");
        File.WriteAllText(Path.Combine(workspace, "f5.txt"), "l1\nl2\nl3\nl4\nl5\n");
        File.WriteAllText(Path.Combine(workspace, "crlf.txt"), "a\r\nb\r\n");
        File.WriteAllText(Path.Combine(workspace, "empty.txt"), "");
        File.WriteAllBytes(Path.Combine(workspace, "bin.dat"), [0xff, 0xfe, 0x00, 0x80]);
        foreach (var directory in new[] { ".git", ".hid", "Adir", "node_modules", "zdir" })
        {
            Directory.CreateDirectory(Path.Combine(listed, directory));
        }

        foreach (var file in new[] { ".dot", "10.txt", "9.txt", "_x", "A.txt", "a.txt", "b.txt", "Z.md" })
        {
            File.WriteAllText(Path.Combine(listed, file), "");
        }

        File.CreateSymbolicLink(Path.Combine(listed, "linkdir"), "zdir");
        File.CreateSymbolicLink(Path.Combine(listed, "broken"), "nothing");
    }

    [GeneratedRegex("(root@sandbox:[^\"]*) \\$ \"")]
    private static partial Regex DollarPrompt();

    [GeneratedRegex(@"\[1\] \d+")]
    private static partial Regex JobLine();

    // Where bash saw a mistake, which its versions tell differently.
    [GeneratedRegex(@"bash: (eval: )?line \d+: ")]
    private static partial Regex BashLine();

    [GeneratedRegex(@"git version [0-9.]+")]
    private static partial Regex GitVersion();

    [GeneratedRegex(@"\[Python Interpreter: [^\]]+\]")]
    private static partial Regex Interpreter();
}
