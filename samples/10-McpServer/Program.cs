using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Local;

// A server of the Model Context Protocol of your own: called with "serve" it serves a runtime over standard input and output, for any client.
// Called without arguments it is such a client: it starts itself as the server and uses it.
if (args is ["serve"])
{
    await using var runtime = new LocalRuntime();
    await runtime.StartAsync();

    // Who serves decides what clients may do. Leave the options out to allow everything.
    var options = new McpServerOptions().UseRuntime(runtime, new AgentToolOptions
    {
        ConfirmationPolicy = ConfirmationPolicy.Always,
        Approve = (action, _, _) => Task.FromResult(action is FileReadAction or CmdRunAction { Command: "uname -s" }),
    });
    await using var transport = new StdioServerTransport(options);
    await using var server = McpServer.Create(transport, options);
    await server.RunAsync();
    return;
}

await using var client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
{
    Name = "sample",
    Command = Environment.ProcessPath!,
    Arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Program).Assembly.Location, "serve"] : ["serve"],
}));
Console.Out.WriteLine($"Tools: {string.Join(", ", (await client.ListToolsAsync()).Select(tool => tool.Name))}");
await CallAsync("uname -s");
await CallAsync("rm -rf everything");

async Task CallAsync(string command)
{
    var result = await client.CallToolAsync("run", new Dictionary<string, object?> { ["command"] = command });
    Console.Out.WriteLine($"\n{command}\n{string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text))}");
}
