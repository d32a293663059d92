using System.Diagnostics;
using System.Globalization;
using OpenHands.Execution.Host;

namespace OpenHands.Benchmarks;

/// <summary>The host as a process of its own: the static file where it is built, else on the shared runtime.</summary>
internal sealed class ProgramHost(Process process, TemporaryDirectory directory, Uri url) : IAsyncDisposable
{
    public static string StaticFile { get; } = Path.Combine(Environment.CurrentDirectory, "artifacts", "executor", "linux-x64", "openhands-executor");

    public Uri Url { get; } = url;

    public static async Task<ProgramHost> StartAsync()
    {
        var directory = new TemporaryDirectory();
        string[] arguments = ["serve", "0", "--working-dir", directory.Path];
        var start = File.Exists(StaticFile)
            ? new ProcessStartInfo(StaticFile, arguments)
            : new ProcessStartInfo("dotnet", [typeof(ExecutorHost).Assembly.Location, .. arguments]);
        start.RedirectStandardOutput = true;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The host did not start.");
        return new ProgramHost(process, directory, new Uri(line.Split(' ')[2]));
    }

    public double ResidentMiB()
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Dispose();
    }
}
