using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Local;

// Servers of the Model Context Protocol of your own. Called with "serve" it serves a runtime over standard input and output, for any client.
// Called without arguments it is such a client: it starts itself as the server and uses it, and then serves over HTTP and uses that.

// Who serves decides what clients may do. Leave the options out to allow everything.
var tools = new AgentToolOptions
{
    ConfirmationPolicy = ConfirmationPolicy.Always,
    Approve = (action, _, _) => Task.FromResult(action is FileReadAction or CmdRunAction { Command: "uname -s" }),
};
if (args is ["serve"])
{
    await using var runtime = new LocalRuntime();
    await runtime.StartAsync();
    var options = new McpServerOptions().UseRuntime(runtime, tools);
    await using var transport = new StdioServerTransport(options);
    await using var server = McpServer.Create(transport, options);
    await server.RunAsync();
    return;
}

await using (var client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
{
    Name = "sample",
    Command = Environment.ProcessPath!,
    Arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetExecutingAssembly().Location, "serve"] : ["serve"],
})))
{
    await UseAsync(client);
}

// Over HTTP: each client gets a runtime of its own.
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Logging.ClearProviders();
builder.Services.AddOpenHandsMcp(options => options.Tools = tools).AddLocal();
await using var app = builder.Build();
app.MapOpenHandsMcp();
await app.StartAsync();
await using (var client = await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri($"{app.Urls.First()}/mcp") })))
{
    Console.Out.WriteLine("\nOver HTTP");
    await UseAsync(client);
}

await app.StopAsync();

async Task UseAsync(McpClient client)
{
    Console.Out.WriteLine($"Tools: {string.Join(", ", (await client.ListToolsAsync()).Select(tool => tool.Name))}");
    await CallAsync(client, "uname -s");
    await CallAsync(client, "rm -rf everything");
}

async Task CallAsync(McpClient client, string command)
{
    var result = await client.CallToolAsync("run", new Dictionary<string, object?> { ["command"] = command });
    Console.Out.WriteLine($"\n{command}\n{string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text))}");
}
