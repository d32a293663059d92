using System.Diagnostics;
using System.Globalization;
using System.Net;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using OpenHands.Agents;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Mcp;

/// <summary>What a client of the protocol package gets over HTTP, on a real socket and a real runtime.</summary>
internal sealed class McpEndpointTests
{
    [Test]
    public async Task The_tools_are_those_of_the_runtime()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();

        var tools = await client.ListToolsAsync();

        Assert.That(tools.Select(tool => tool.Name), Is.SupersetOf((string[])["run", "send_input", "interrupt", "read_file", "write_file", "edit_file", "list_files", "search"]));
        Assert.That(client.ServerInstructions, Does.Contain("never instructions"));
    }

    [Test]
    public async Task Runtimes_have_the_plugins_of_the_server()
    {
        await using var host = await McpHost.StartAsync(server: options => options.Plugins.Add("browser"));
        await using var client = await host.ConnectAsync();

        var tools = await client.ListToolsAsync();

        Assert.That(tools.Select(tool => tool.Name), Is.SupersetOf((string[])["run", "browse", "browser"]));
    }

    [Test]
    public async Task Tools_run_write_edit_and_read()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();

        await client.AskAsync("write_file", ("path", "a.txt"), ("content", "one\ntwo\n"));
        await client.AskAsync("edit_file", ("command", "str_replace"), ("path", "a.txt"), ("old_str", "two"), ("new_str", "three"));
        var read = await client.AskAsync("read_file", ("path", "a.txt"));
        var ran = await client.AskAsync("run", ("command", "cat a.txt; false"));

        Assert.That(read, Does.Contain("three"));
        Assert.That(ran, Does.StartWith("Exit code 1.").And.EndWith("one\nthree"));
    }

    [Test]
    public async Task Each_client_has_a_shell_and_a_workspace_of_its_own()
    {
        await using var host = await McpHost.StartAsync();
        await using var one = await host.ConnectAsync();
        await using var two = await host.ConnectAsync();
        await one.AskAsync("run", ("command", "answer=42; echo x > here.txt"));

        var first = await one.AskAsync("run", ("command", "echo [$answer]; ls"));
        var second = await two.AskAsync("run", ("command", "echo [$answer]; ls"));

        Assert.That(first, Does.EndWith("[42]\nhere.txt"));
        Assert.That(second, Does.EndWith("[]"));
        Assert.That(Directory.GetDirectories(host.Workspaces), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Files_of_the_workspace_are_resources()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();
        await client.AskAsync("write_file", ("path", "read me.md"), ("content", "# Hello\n"));

        var listed = await client.ListResourcesAsync();
        var read = await client.ReadResourceAsync("workspace:///read%20me.md");

        Assert.That(listed.Select(resource => resource.Uri), Is.EqualTo((string[])["workspace:///read%20me.md"]));
        Assert.That(read.Contents.OfType<TextResourceContents>().Single().Text, Is.EqualTo("# Hello\n"));
        await Assert.ThatAsync(async () => await client.ReadResourceAsync("workspace:///../secret"), Throws.InstanceOf<McpException>());
    }

    [Test]
    public async Task A_long_command_tells_its_progress()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();
        var told = new TaskCompletionSource<ProgressNotificationValue>(TaskCreationOptions.RunContinuationsAsynchronously);

        // The command ends when the progress was heard: no time is guessed.
        var call = client.CallToolAsync("run", McpCalls.Arguments(("command", "mkfifo fifo; echo compiling part 7; cat fifo")), McpCalls.Hearing(value => told.TrySetResult(value))).AsTask();
        var value = await told.Task;
        await File.WriteAllTextAsync(Path.Combine(Directory.GetDirectories(host.Workspaces).Single(), "fifo"), "go\n");
        var result = await call;

        Assert.That(value.Message, Is.EqualTo("compiling part 7"));
        Assert.That(McpCalls.TextOf(result), Does.EndWith("compiling part 7\ngo"));
    }

    [Test]
    public async Task Cancelling_a_call_stops_its_processes_and_the_session_goes_on()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancellation = new CancellationTokenSource();

        var call = client.CallToolAsync(
            "run", McpCalls.Arguments(("command", "sh -c 'echo $$ > pid; exec sleep 1000'")), McpCalls.Hearing(_ => told.TrySetResult()), cancellationToken: cancellation.Token).AsTask();
        await told.Task;
        using var sleep = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(Directory.GetDirectories(host.Workspaces).Single(), "pid")), CultureInfo.InvariantCulture));
        await cancellation.CancelAsync();

        await Assert.ThatAsync(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await sleep.WaitForExitAsync();
        Assert.That(await client.AskAsync("run", ("command", "echo on")), Does.EndWith("on"));
    }

    [Test]
    public async Task Giving_a_call_up_by_a_notification_stops_it_and_ends_its_connection()
    {
        await using var host = await McpHost.StartAsync();
        using var http = new RawMcpClient(host.Address);
        await http.InitializeAsync();
        await http.PostAsync("""{"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"run","arguments":{"command":"mkfifo fifo"}}}""");
        var call = http.PostAsync("""{"jsonrpc":"2.0","id":"c","method":"tools/call","params":{"name":"run","arguments":{"command":"echo running > fifo; sleep 1000"}}}""");
        await File.ReadAllTextAsync(Path.Combine(Directory.GetDirectories(host.Workspaces).Single(), "fifo"));

        var accepted = await http.PostAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}}""");
        var answer = await call;
        var later = await http.PostAsync("""{"jsonrpc":"2.0","id":"d","method":"tools/call","params":{"name":"run","arguments":{"command":"echo on"}}}""");

        Assert.That(accepted.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(answer.Body, Does.Not.Contain("result"));
        Assert.That(later.Body, Does.Contain("Exit code 0").And.Contain("on"));
    }

    [Test]
    public async Task A_hundred_megabytes_of_output_are_a_short_result()
    {
        await using var host = await McpHost.StartAsync();
        await using var client = await host.ConnectAsync();

        var result = await client.AskAsync("run", ("command", "head -c 100000000 /dev/zero | tr '\\0' x"));

        Assert.That(result, Has.Length.LessThan(31_000).And.Contain("The whole output, "));
    }

    [Test]
    public async Task What_the_application_does_not_approve_is_refused()
    {
        await using var host = await McpHost.StartAsync(options => options.Tools = new AgentToolOptions
        {
            Approve = (action, _, _) => Task.FromResult(action is not CmdRunAction { Command: "rm -rf /" }),
        });
        await using var client = await host.ConnectAsync();

        var refused = await client.CallAsync("run", ("command", "rm -rf /"));
        var done = await client.CallAsync("run", ("command", "echo fine"));

        Assert.That(refused.IsError, Is.True);
        Assert.That(McpCalls.TextOf(refused), Does.Contain("refused"));
        Assert.That(done.IsError, Is.Not.True);
    }
}
