using System.Diagnostics;
using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>The host as a program of its own.</summary>
internal sealed class HostProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryDirectory _directory;

    private HostProgram(Process process, TemporaryDirectory directory, Uri url)
    {
        _process = process;
        _directory = directory;
        Url = url;
        Http = new HttpClient { BaseAddress = url };
    }

    public static string Dll => typeof(ExecutorHost).Assembly.Location;

    public Uri Url { get; }

    public HttpClient Http { get; }

    public string Workspace => _directory.Path;

    /// <summary>Starts it, and returns when it says that it is ready.</summary>
    public static async Task<HostProgram> StartAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var directory = new TemporaryDirectory();
        var process = Begin([.. arguments, "--working-dir", directory.Path], environment);
        string? url = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "Runtime client initialized.")
        {
            url = line.Split(' ').FirstOrDefault(word => word.StartsWith("http:", StringComparison.Ordinal)) ?? url;
        }

        return new HostProgram(process, directory, new Uri(url ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync())));
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Begin(arguments, []);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    public static Process Begin(IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var terminate = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await terminate.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }
}
