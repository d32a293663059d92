// A sandbox that reaches nobody, works in a directory of yours, and may use little of your machine.
//
//   dotnet run --project samples/04-DockerSandbox -- IMAGE [DIRECTORY]
using OpenHands;
using OpenHands.Docker;

if (args is not [var image, .. var rest] || rest.Length > 1)
{
    Console.Error.WriteLine("Usage: DockerSandbox IMAGE [DIRECTORY]");
    return 2;
}

var options = new DockerRuntimeOptions
{
    Image = image,
    Network = "none",
    WorkspacePath = rest is [var directory] ? directory : null,
    MemoryBytes = 512L << 20,
    Processors = 1,
    Processes = 200,
};

try
{
    await using var runtime = new DockerRuntime(options);
    runtime.StatusChanged += status => Console.WriteLine($"[{status.Elapsed.TotalSeconds:0.00} s] {status.Message}");
    await runtime.StartAsync();

    foreach (var command in new[] { "id", "pwd; ls -A", "grep -E '^(CapEff|NoNewPrivs)' /proc/self/status", "cat /proc/net/dev | wc -l" })
    {
        var observation = await runtime.RunAsync(command);
        Console.WriteLine($"$ {command}\n{observation.Content}");
    }

    return 0;
}
catch (Exception failure) when (failure is RuntimeException or ArgumentException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
