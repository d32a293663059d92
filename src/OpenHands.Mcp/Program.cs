using ModelContextProtocol.Server;
using OpenHands;
using OpenHands.Agents;
using OpenHands.Cli;

const string Usage = """
    Usage: openhands-mcp [--runtime local|docker] [--workspace DIR] [--image IMAGE]

    A Model Context Protocol server over standard input and output. Its client gets a computer: bash, IPython where it is installed, and files.

      --runtime NAME    where the computer is: local, the default, is this machine and isolates nothing; docker is a container of its own
      --workspace DIR   the directory to work in; made when missing, and kept. Default: a temporary one
      --image IMAGE     the image of the container. Default: OPENHANDS_IMAGE, else debian:12-slim

    Ends when its standard input does. Leaves with 0 then, 2 when it was called wrongly, 1 when the runtime failed.
    """;

if (args.Any(argument => argument is "--help" or "-h"))
{
    await Console.Out.WriteLineAsync(Usage);
    return 0;
}

try
{
    var line = CommandLine.Parse(args, RuntimeChoice.Options, []);
    if (line.Rest is [var unexpected, ..])
    {
        throw new UsageException($"Nobody asked for '{unexpected}'.");
    }

    var choice = new RuntimeChoice(line);
    using var stop = new CancellationTokenSource();
    using var ending = new EndOfProgram(stop);
    Task<Runtime>? starting = null;
    try
    {
        // Standard output belongs to the protocol; whatever there is to say goes to standard error.
        await Console.Error.WriteLineAsync("openhands-mcp: serving on standard input and output.");
        var options = new McpServerOptions().UseRuntime(() => starting = choice.StartAsync(stop.Token));
        await using var transport = new StdioServerTransport(options);
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(stop.Token);
    }
    finally
    {
        await stop.CancelAsync();
        await RuntimeChoice.CloseAsync(starting);
    }

    return 0;
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n\n{Usage}");
    return 2;
}
catch (OperationCanceledException)
{
    return 0;
}
catch (Exception exception) when (exception is RuntimeException or ArgumentException)
{
    await Console.Error.WriteLineAsync($"openhands-mcp: {exception.Message}");
    return 1;
}
