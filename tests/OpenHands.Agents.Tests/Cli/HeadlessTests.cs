using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenHands.Agents.Tests.CodeAct;

namespace OpenHands.Agents.Tests.Cli;

/// <summary>The headless program, as one calls it.</summary>
public sealed class HeadlessTests
{
    private static readonly Reply[] s_work =
    [
        Reply.Call("run", new { command = "echo one > list.txt" }, "I write the list."),
        Reply.Call("run", new { command = "cat list.txt; pwd; false" }, "I check it."),
        Reply.Call("finish", new { message = "The list is there." }),
    ];

    [Test]
    public async Task A_task_runs_to_its_end_and_can_be_replayed()
    {
        using var workspace = new Workspace();
        await using var endpoint = await ModelEndpoint.StartAsync(s_work);
        var file = workspace.In("trajectory.json");

        var (code, output, progress) = await RunAsync(
            "task", "Make a list.", "--model", "loopback-1", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python", "--trajectory", file);
        var replay = await RunAsync("replay", file, "--no-python");

        using var trajectory = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, progress);
            Assert.That(output, Is.EqualTo("The list is there.\n"));
            Assert.That(progress, Does.Contain("I write the list.").And.Contain("$ echo one > list.txt").And.Contain("[exit code 1]").And.Contain("Finished after 3 calls of the model"));
            Assert.That(progress, Does.Not.Contain(ModelEndpoint.Key));
            Assert.That(trajectory.RootElement.EnumerateArray().Select(e => e.TryGetProperty("action", out var action) ? action.GetString() : null).OfType<string>(), Is.EqualTo(["message", "run", "run", "finish"]));
            Assert.That(replay.Code, Is.Zero, replay.Output);
            Assert.That(replay.Output, Is.EqualTo("2 actions, 0 different\n"));
        }
    }

    [Test]
    public async Task A_task_runs_in_the_text_dialect()
    {
        await using var endpoint = await ModelEndpoint.StartAsync(
            Reply.Say("I look. <execute_bash>echo $((6 * 7))</execute_bash>"), Reply.Say("It is 42. <finish></finish>"));

        var (code, output, progress) = await RunAsync(
            "task", "Calculate.", "--model", "loopback-1", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python", "--dialect", "text");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, progress);
            Assert.That(output, Is.EqualTo("It is 42.\n"));
            Assert.That(progress, Does.Contain("dialect text").And.Contain("$ echo $((6 * 7))").And.Contain("42"));
            Assert.That(endpoint.Questions[0].TryGetProperty("tools", out _), Is.False);
        }
    }

    [TestCase("Task budget exceeded. Current cost: 0.002, max budget: 0.0015, task stopped.", "--max-budget", "0.0015", "--input-price", "1")]
    [TestCase("Agent reached maximum number of iterations in headless mode, task stopped.", "--max-iterations", "2")]
    public async Task A_limit_ends_a_task(string reason, params string[] limit)
    {
        await using var endpoint = await ModelEndpoint.StartAsync((_, i) => Reply.Call("run", new { command = $"echo {i}" }) with { Usage = (1_000, 0) });

        var (code, output, progress) = await RunAsync(
            ["task", "Go on.", "--model", "loopback-1", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python", .. limit]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1), progress);
            Assert.That(output, Is.EqualTo($"{reason}\n"));
            Assert.That(endpoint.Questions, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_task_runs_in_a_container()
    {
        var image = await Containers.RequireImageAsync();
        await using var endpoint = await ModelEndpoint.StartAsync(Reply.Call("run", new { command = "test -e /.dockerenv && echo contained" }), s_work[^1]);

        var (code, output, progress) = await RunAsync(
            "task", "Look around.", "--model", "loopback-1", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python", "--runtime", "docker", "--image", image);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, progress);
            Assert.That(output, Is.EqualTo("The list is there.\n"));
            Assert.That(progress, Does.Contain("contained"));
        }
    }

    [Test]
    public async Task A_replay_that_goes_otherwise_says_where()
    {
        using var workspace = new Workspace();
        workspace.Write("t.json", """
            [{"id":0,"source":"user","action":"message","args":{"content":"Go."}},
             {"id":1,"source":"agent","action":"run","args":{"command":"exit_with() { return $1; }; exit_with 3"}},
             {"id":2,"source":"agent","cause":1,"observation":"run","content":"","extras":{"command_id":-1,"command":"x","exit_code":0}}]
            """);

        var (code, output, _) = await RunAsync("replay", workspace.In("t.json"), "--no-python");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("exit code was 0, is 3").And.EndsWith("1 actions, 1 different\n"));
        }
    }

    [Test]
    public async Task A_task_that_ends_in_an_error_says_so_by_its_exit_code()
    {
        await using var endpoint = await ModelEndpoint.StartAsync(Reply.Refuse(404, "No such model"));

        var (code, output, _) = await RunAsync("task", "Go.", "--model", "m", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("No such model"));
        }
    }

    [TestCase("There is no command 'fly'.", "fly")]
    [TestCase("task wants --model NAME", "task", "Go.")]
    [TestCase("task takes exactly one task", "task", "--model", "m")]
    [TestCase("--model wants a value.", "task", "Go.", "--model")]
    [TestCase("There is no option --colour.", "task", "Go.", "--colour", "red")]
    [TestCase("There is no dialect 'latin'.", "task", "Go.", "--model", "m", "--dialect", "latin")]
    [TestCase("There is no runtime 'moon'.", "task", "Go.", "--model", "m", "--runtime", "moon")]
    [TestCase("The environment variable NOT_SET_HERE, which --api-key-env names, is not set.", "task", "Go.", "--model", "m", "--api-key-env", "NOT_SET_HERE")]
    [TestCase("cannot be read", "replay", "/missing/file.json")]
    public async Task A_wrong_call_leaves_with_2_and_says_why(string reason, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(error, Does.Contain(reason).And.Contain("Usage: openhands task"));
        }
    }

    [TestCase("{", "event 0")]
    [TestCase("[{\"action\":\"fly\",\"args\":{}}]", "event 0")]
    public async Task What_is_no_trajectory_is_refused(string text, string place)
    {
        using var workspace = new Workspace();
        workspace.Write("t.json", text);

        var (code, _, error) = await RunAsync("replay", workspace.In("t.json"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(error, Does.Contain("is no trajectory").And.Contain(place));
        }
    }

    [Test]
    public async Task An_interrupted_task_stops_and_still_writes_its_trajectory()
    {
        using var workspace = new Workspace();
        await using var endpoint = await ModelEndpoint.StartAsync(new Reply { Text = "Hm", Stalls = true });
        var file = workspace.In("trajectory.json");
        using var process = Start("task", "Go.", "--model", "m", "--base-url", endpoint.BaseUrl.ToString(), "--api-key-env", "TEST_MODEL_KEY", "--no-python", "--trajectory", file);
        var ended = FinishAsync(process);
        await endpoint.Stalled.Task;

        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        var (code, _, progress) = await ended;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(130), progress);
            Assert.That(await File.ReadAllTextAsync(file), Does.Contain("\"agent_state\":\"stopped\""));
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.PathOf("OpenHands.Cli"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TEST_MODEL_KEY"] = ModelEndpoint.Key },
        };
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output, string Error)> FinishAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
