using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Agents.Tests.CodeAct;
using OpenHands.Server.Access;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>A real server process, and what is left when it is killed.</summary>
internal sealed class ServerProcessTests
{
    [Test]
    public async Task After_a_kill_a_session_goes_on_with_every_event_no_id_twice_and_the_open_action_answered()
    {
        using var data = new TempWorkspace();
        string token;
        List<long> before;
        long openAction;
        await using (var server = await ServerProcess.StartAsync(data.Root))
        {
            await using var client = await TestClient.ConnectAsync(server.Address);
            await client.InitializeAsync();
            await using var watcher = await TestClient.ConnectAsync(server.Address, $"?token={client.Token}");
            await client.RunAsync("echo before");
            var seen = await watcher.ReceiveUntilAsync(frame => frame.Observation() == "run");
            await client.SendAsync("""{"action":"run","args":{"command":"sleep 1000","blocking":true}}""");
            seen.AddRange(await watcher.ReceiveUntilAsync(frame => frame.Action() == "run"));
            (token, before, openAction) = (client.Token, [.. seen.Select(frame => frame.Id())], seen[^1].Id());
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync(data.Root);
        await using var returning = await TestClient.ConnectAsync(restarted.Address, $"?token={token}");
        await returning.SendAsync("""{"action":"initialize","args":{}}""");
        var after = await returning.ReceiveUntilAsync(frame => frame.State() == "init");
        await returning.RunAsync("echo after");
        after.AddRange(await returning.ReceiveUntilAsync(frame => frame.Observation() == "run"));
        var unknown = after.Single(frame => frame.Observation() == "error");

        Assert.That(after.Select(frame => frame.Id()).Take(before.Count), Is.EqualTo(before));
        Assert.That(after.Select(frame => frame.Id()), Is.Unique.And.Ordered.Ascending);
        Assert.That(unknown.Content(), Does.StartWith("Outcome unknown"));
        Assert.That((long?)unknown["cause"], Is.EqualTo(openAction));
        Assert.That(after[^1].Content(), Does.StartWith("after"));
    }

    [Test]
    public async Task After_a_kill_every_session_is_there_and_what_waited_for_the_user_still_waits()
    {
        using var data = new TempWorkspace();
        await using var model = await ModelEndpoint.StartAsync((question, _) => AsksToWrite(question) ? Reply.Call("run", new { command = "echo yes > consent.txt; cat consent.txt" }) : Reply.Say("Done."));
        var settings = new JsonObject { ["LLM_MODEL"] = "loopback-1", ["LLM_BASE_URL"] = $"{model.BaseUrl}", ["LLM_API_KEY"] = ModelEndpoint.Key, ["CONFIRMATION_MODE"] = true }.ToJsonString();
        string[] tokens;
        await using (var server = await ServerProcess.StartAsync(data.Root))
        {
            await using var waiting = await TestClient.ConnectAsync(server.Address);
            await using var resting = await TestClient.ConnectAsync(server.Address);
            await using var working = await TestClient.ConnectAsync(server.Address);
            await waiting.InitializeAsync(settings);
            await waiting.SayAsync("Write it.");
            await waiting.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_confirmation");
            await resting.InitializeAsync();
            await resting.RunAsync("echo resting");
            await resting.ReceiveUntilAsync(frame => frame.Observation() == "run");
            await working.InitializeAsync();
            await working.SendAsync("""{"action":"run","args":{"command":"sleep 1000","blocking":true}}""");
            await using var watcher = await TestClient.ConnectAsync(server.Address, $"?token={working.Token}");
            await watcher.ReceiveUntilAsync(frame => frame.Action() == "run");
            tokens = [waiting.Token, resting.Token, working.Token];
            await server.KillAsync();
        }

        await using var restarted = await ServerProcess.StartAsync(data.Root);
        await using var consenting = await TestClient.ConnectAsync(restarted.Address, $"?token={tokens[0]}");
        await consenting.SendAsync("""{"action":"initialize","args":ARGS}""".Replace("ARGS", settings, StringComparison.Ordinal));
        var asked = await consenting.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_confirmation");
        await consenting.ChangeStateAsync("user_confirmed");
        var consented = await consenting.ReceiveUntilAsync(frame => frame.State() is "awaiting_user_input" or "finished");
        await using var rested = await TestClient.ConnectAsync(restarted.Address, $"?token={tokens[1]}");
        var replayed = await rested.ReceiveUntilAsync(frame => frame.Observation() == "run");
        await using var worked = await TestClient.ConnectAsync(restarted.Address, $"?token={tokens[2]}");
        await worked.SendAsync("""{"action":"initialize","args":{}}""");
        var answered = await worked.ReceiveUntilAsync(frame => frame.Observation() == "error");

        Assert.That(asked.Select(frame => frame.Id()).Where(id => id >= 0), Is.Unique.And.Ordered.Ascending);
        Assert.That(consented.Single(frame => frame.Observation() == "run").Content(), Does.StartWith("yes"));
        Assert.That(replayed[^1].Content(), Does.StartWith("resting"));
        Assert.That(answered[^1].Content(), Does.StartWith("Outcome unknown"));
    }

    [Test]
    public async Task Ctrl_C_ends_it_with_0_and_its_clients_are_told()
    {
        using var data = new TempWorkspace();
        await using var server = await ServerProcess.StartAsync(data.Root);
        await using var client = await TestClient.ConnectAsync(server.Address);
        await client.InitializeAsync();
        await client.SendAsync("""{"action":"run","args":{"command":"sleep 1000","blocking":true}}""");

        var ending = server.InterruptAsync();
        while (await client.TryReceiveAsync() is not null)
        {
        }

        Assert.That(await ending, Is.Zero);
    }

    [Test]
    public async Task A_client_that_browses_sees_the_page_and_who_watches_sees_the_screen()
    {
        using var data = new TempWorkspace();
        await using var server = await ServerProcess.StartAsync(data.Root);
        await using var client = await TestClient.ConnectAsync(server.Address, "?features=screen");
        await client.InitializeAsync();

        await client.SendAsync("""{"action":"browse","args":{"url":"data:text/html,<title>t</title><p>seen"}}""");
        var (page, screen) = (default(JsonObject), default(JsonObject));
        while (page is null || screen is null)
        {
            var frame = await client.ReceiveAsync();
            page = frame.Observation() == "browse" ? frame : page;
            screen = ((string?)frame["url"])?.Contains("seen", StringComparison.Ordinal) == true ? frame : screen;
        }

        Assert.That(page.Content(), Does.Contain("seen"));
        Assert.That(((int)screen["width"]!, (int)screen["height"]!), Is.EqualTo((1280, 720)));
        Assert.That(Convert.FromBase64String((string)screen["image"]!)[..2], Is.EqualTo((byte[])[0xFF, 0xD8]));
    }

    [Test]
    public async Task A_client_that_names_a_model_chats_with_CodeAct_in_a_real_shell()
    {
        using var data = new TempWorkspace();
        await using var model = await ModelEndpoint.StartAsync(Reply.Call("run", new { command = "echo $((6 * 7)) > answer.txt; cat answer.txt" }), Reply.Say("It is 42."));
        await using var server = await ServerProcess.StartAsync(data.Root);
        await using var client = await TestClient.ConnectAsync(server.Address);
        await client.InitializeAsync(new JsonObject { ["LLM_MODEL"] = "loopback-1", ["LLM_BASE_URL"] = $"{model.BaseUrl}", ["LLM_API_KEY"] = ModelEndpoint.Key }.ToJsonString());

        await client.SayAsync("What is the answer?");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");
        await server.InterruptAsync();

        Assert.That(frames.Single(frame => frame.Observation() == "run").Content(), Does.StartWith("42"));
        Assert.That(frames.Where(frame => frame.Action() == "message").Select(frame => (string?)frame["args"]!["content"]), Has.Some.EqualTo("It is 42."));
        Assert.That(Directory.EnumerateFiles(data.Root, "*", SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(ModelEndpoint.Key, StringComparison.Ordinal)), Is.Empty, "the key is kept nowhere");
    }

    [Test]
    public async Task Keys_of_its_environment_reach_no_command_and_no_frame()
    {
        const string key = "a key of sixteen and more";
        using var data = new TempWorkspace();
        await using var server = await ServerProcess.StartAsync(
            data.Root, environment: [("LLM_MODEL", "m"), ("LLM_API_KEY", ModelEndpoint.Key), ("OPENHANDS_ACCESS_KEY", key)]);
        await using var client = await TestClient.OpenAsync(server.Address, "", options => options.SetRequestHeader(AccessRules.KeyHeader, key));
        await client.InitializeAsync();

        await client.RunAsync("env");
        var environment = (await client.ReceiveUntilAsync(frame => frame.Observation() == "run"))[^1];
        await client.RunAsync("""tr '\0' '\n' < /proc/$PPID/environ""");
        var ofTheServer = (await client.ReceiveUntilAsync(frame => frame.Observation() == "run"))[^1];

        Assert.That(environment.Content(), Does.Contain("PATH=").And.Not.Contain("LLM_API_KEY").And.Not.Contain("OPENHANDS_ACCESS_KEY"));
        Assert.That(ofTheServer.Content(), Does.Contain("LLM_API_KEY=<secret_hidden>").And.Contain("OPENHANDS_ACCESS_KEY=<secret_hidden>"));
    }

    // The model is asked again after its command has run.
    private static bool AsksToWrite(JsonElement question) =>
        question.GetProperty("messages").EnumerateArray().All(message => message.GetProperty("role").GetString() != "tool");

    [TestCase("--port", "banana")]
    [TestCase("--runtime", "vm")]
    [TestCase("--static", "/no/such/directory")]
    [TestCase("--wings", "2")]
    [TestCase("--data", "")]
    public async Task Wrong_arguments_leave_with_2_and_say_in_a_line_what_is_wrong(string name, string value)
    {
        var (exitCode, said) = await ServerProcess.RunAsync(name, value);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(said, Does.Match($"^.*({name}|'{value}').* See --help\\.\n$"));
    }

    [TestCase("--help")]
    [TestCase("--port", "0", "-h")]
    public async Task Who_asks_for_help_is_told_the_options_and_what_the_environment_sets(params string[] arguments)
    {
        var (exitCode, said) = await ServerProcess.RunAsync(arguments);

        Assert.That(exitCode, Is.Zero);
        Assert.That(said, Does.StartWith("Usage: ").And.Contain("--data DIR").And.Contain("LLM_API_KEY").And.Contain("OPENHANDS_ACCESS_KEY"));
    }

    [Test]
    public async Task A_data_directory_that_cannot_be_is_told_in_a_line()
    {
        var (exitCode, said) = await ServerProcess.RunAsync("--port", "0", "--data", "/proc/no");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(said, Does.Match("^The secret that signs tokens cannot be kept in /proc/no/jwt_secret: .* Make the directory writable, or set JwtSecret\\.\n$"));
    }

    [Test]
    public async Task A_port_that_is_taken_is_told_in_a_line()
    {
        using var data = new TempWorkspace();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, said) = await ServerProcess.RunAsync("--port", $"{port}", "--data", data.Root);

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(said, Is.EqualTo($"Failed to bind to address http://127.0.0.1:{port}: address already in use. Choose another port with --port, or 0 for a free one.\n"));
    }
}
