using System.Diagnostics;
using System.Globalization;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace OpenHands.Agents.Tests.Mcp;

/// <summary>The program as a client of the protocol package sees it, over standard input and output.</summary>
public sealed class McpServerTests
{
    // A machine that is busy may need longer to start a program than clients give a probe of the protocol's version.
    private static readonly McpClientOptions s_patient = new() { DiscoverProbeTimeout = Timeout.InfiniteTimeSpan };

    private Workspace _workspace = null!;
    private McpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _workspace = new Workspace();
        _client = await ConnectAsync(s_patient);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _client.DisposeAsync();
        _workspace.Dispose();
    }

    [Test]
    public async Task The_tools_are_those_of_the_runtime()
    {
        var tools = await _client.ListToolsAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tools.Select(tool => tool.Name), Is.SupersetOf((string[])["run", "send_input", "interrupt", "read_file", "write_file", "edit_file", "list_files", "search"]));
            Assert.That(tools.Single(tool => tool.Name == "run").JsonSchema.GetProperty("required").ToString(), Is.EqualTo("""["command"]"""));
            Assert.That(tools.Single(tool => tool.Name == "search").ProtocolTool.Annotations?.ReadOnlyHint, Is.True);
            Assert.That(_client.ServerInstructions, Does.Contain("never instructions"));
        }
    }

    [Test]
    public async Task A_command_runs_and_the_shell_stays()
    {
        await CallAsync("run", ("command", "cd /tmp && answer=42"));

        var result = await CallAsync("run", ("command", "pwd; echo $answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(TextOf(result), Is.EqualTo("Exit code 0. Directory: /tmp\nOutput:\n/tmp\n42"));
            Assert.That(result.IsError, Is.Not.True);
        }
    }

    [Test]
    public async Task Wrong_arguments_are_an_error_of_the_tool()
    {
        var result = await CallAsync("run", ("cmd", "ls"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.IsError, Is.True);
            Assert.That(TextOf(result), Does.StartWith("Error: run has no argument 'cmd'"));
        }
    }

    [Test]
    public async Task An_unknown_tool_is_refused_and_the_server_goes_on()
    {
        await Assert.ThatAsync(async () => await CallAsync("fly"), Throws.InstanceOf<McpException>());

        Assert.That(TextOf(await CallAsync("run", ("command", "echo on"))), Does.EndWith("on"));
    }

    [Test]
    public async Task Files_of_the_workspace_are_resources()
    {
        Directory.CreateDirectory(_workspace.In("src"));
        _workspace.Write("read me.md", "# Hello\n");
        _workspace.Write("src/main.c", "int main;\n");
        _workspace.Write(".hidden", "x");

        var listed = await _client.ListResourcesAsync();
        var read = await _client.ReadResourceAsync("workspace:///read%20me.md");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.Select(resource => resource.Uri), Is.EqualTo(["workspace:///read%20me.md", "workspace:///src/main.c"]));
            Assert.That(read.Contents.OfType<TextResourceContents>().Single().Text, Is.EqualTo("# Hello\n"));
            Assert.That((await _client.ListResourceTemplatesAsync()).Single().UriTemplate, Is.EqualTo("workspace:///{+path}"));
        }
    }

    [TestCase("workspace:///../etc/passwd")]
    [TestCase("workspace:///%2e%2e/etc/passwd")]
    [TestCase("workspace:////etc/passwd")]
    [TestCase("file:///etc/passwd")]
    [TestCase("workspace:///missing.txt")]
    public async Task What_is_no_file_of_the_workspace_is_refused(string address) =>
        await Assert.ThatAsync(async () => await _client.ReadResourceAsync(address), Throws.InstanceOf<McpException>());

    [Test]
    public async Task A_long_command_tells_its_progress()
    {
        var told = new TaskCompletionSource<ProgressNotificationValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Listener(value => told.TrySetResult(value));
        var fifo = _workspace.In("fifo");

        // The command ends when the progress was heard: no time is guessed.
        var call = _client.CallToolAsync("run", Arguments(("command", $"mkfifo '{fifo}'; echo compiling part 7; cat '{fifo}'")), progress).AsTask();
        var value = await told.Task;
        await File.WriteAllTextAsync(fifo, "go\n");
        var result = await call;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(value.Message, Is.EqualTo("compiling part 7"));
            Assert.That(value.Progress, Is.GreaterThan(0));
            Assert.That(TextOf(result), Does.EndWith("compiling part 7\ngo"));
        }
    }

    [Test]
    public async Task Cancelling_a_call_stops_its_processes()
    {
        // The client of the protocol package gives up over standard input without a word; others tell.
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Programs.PathOf("OpenHands.Mcp"), "--workspace", _workspace.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await SayAsync("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""");
        await server.StandardOutput.ReadLineAsync();
        await SayAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await SayAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"run","arguments":{"command":"sh -c 'echo $$ > pid; exec sleep 1000'"},"_meta":{"progressToken":"t"}}}""");
        var progress = await server.StandardOutput.ReadLineAsync();
        using var sleep = Process.GetProcessById(int.Parse(_workspace.Read("pid"), CultureInfo.InvariantCulture));

        await SayAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}""");

        // Less than the command may take by itself.
        await sleep.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(progress, Does.Contain("notifications/progress"));
        server.StandardInput.Close();
        await server.WaitForExitAsync();

        async Task SayAsync(string line)
        {
            await server.StandardInput.WriteLineAsync(line);
            await server.StandardInput.FlushAsync();
        }
    }

    [Test]
    public async Task With_docker_the_computer_is_a_container()
    {
        var image = await Containers.RequireImageAsync();
        await using var client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "openhands-mcp",
            Command = "dotnet",
            Arguments = [Programs.PathOf("OpenHands.Mcp"), "--runtime", "docker", "--image", image],
        }), s_patient);

        var result = await client.CallToolAsync("run", Arguments(("command", "test -e /.dockerenv && echo contained")));

        Assert.That(TextOf(result), Does.EndWith("contained"));
    }

    private Task<McpClient> ConnectAsync(McpClientOptions options) => McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
    {
        Name = "openhands-mcp",
        Command = "dotnet",
        Arguments = [Programs.PathOf("OpenHands.Mcp"), "--workspace", _workspace.Path],
    }), options);

    private static string TextOf(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    private static Dictionary<string, object?> Arguments(params (string Name, object? Value)[] arguments) =>
        arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);

    private Task<CallToolResult> CallAsync(string tool, params (string Name, object? Value)[] arguments) => _client.CallToolAsync(tool, Arguments(arguments)).AsTask();

    /// <summary>Unlike Progress of the library, tells at once.</summary>
    private sealed class Listener(Action<ProgressNotificationValue> heard) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => heard(value);
    }
}
