// An agent server on this machine: sessions on disk, the WebSocket and HTTP interface of OpenHands 0.9.3.
//
//   dotnet run --project samples/07-Server -- [--port 3000] [--runtime local|docker] [--data DIR] [--static DIR]
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenHands.Agents;

if (Arguments.WantHelp(args))
{
    Console.WriteLine(Arguments.Usage);
    return 0;
}

if (!Arguments.TryRead(args, out var arguments, out var problem))
{
    Console.Error.WriteLine($"{problem} See --help.");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");

// What keeps it from starting is said below, in a sentence.
builder.Logging.SetMinimumLevel(LogLevel.Warning)
    .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
    .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
var accessKey = Keys.Take("OPENHANDS_ACCESS_KEY");
builder.Services
    .AddOpenHandsServer(options =>
    {
        options.Runtime = arguments.Runtime;
        options.DataDirectory = arguments.DataDirectory;
        options.StaticDirectory = arguments.StaticDirectory;
        options.Plugins.Add("browser");
        options.AccessKey = accessKey;
    })
    .AddLocal(local => local.WorkspacePath = Path.Combine(arguments.DataDirectory, "workspaces"))
    .AddDocker(docker => docker.Image = Environment.GetEnvironmentVariable("OPENHANDS_IMAGE") is { Length: > 0 } image ? image : docker.Image)
    .AddBrowser();

try
{
    // Clients of the Model Context Protocol get a runtime each, at /mcp, once they ask for something.
    builder.Services.AddOpenHandsMcp();

    // Clients bring a model, an address and a key of their own, or use those of the environment.
    builder.Services.AddCodeActAgent();
    if (Models.OfEnvironment() is { } model)
    {
        builder.Services.AddModel(model);
    }

    await using var app = builder.Build();
    app.MapOpenHands();
    app.MapOpenHandsMcp();
    if (arguments.StaticDirectory is null)
    {
        app.MapOpenHandsUI();
    }

    await app.StartAsync();

    var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    Console.WriteLine($"Listening on {address} with the {arguments.Runtime} runtime. Sessions are in {arguments.DataDirectory}. Ctrl-C ends it.");
    Console.WriteLine(app.Services.GetRequiredService<IModelFactory>().Names.Count > 0
        ? $"The agent asks {Environment.GetEnvironmentVariable("LLM_MODEL")}."
        : "No model is set, so commands of your own run, but no agent. For one, set LLM_MODEL, LLM_API_KEY and, for an endpoint other than OpenAI's, LLM_BASE_URL; or name them in the client's settings.");

    await app.WaitForShutdownAsync();
    return 0;
}
catch (IOException failure) when (failure.InnerException is AddressInUseException)
{
    Console.Error.WriteLine($"{failure.Message} Choose another port with --port, or 0 for a free one.");
    return 1;
}
catch (Exception failure) when (failure is IOException or InvalidOperationException or ArgumentException or Microsoft.Extensions.Options.OptionsValidationException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
