using System.Diagnostics;
using System.Globalization;

namespace OpenHands.Benchmarks;

/// <summary>Runs a part of a benchmark in a process of its own, which prints its figures as one line.</summary>
internal static class ChildProgram
{
    public static Task RunAsync(string task, string[] arguments) => task switch
    {
        "start" => Starts.RunChildAsync(),
        "idle" => IdleRuntimes.RunChildAsync(),
        "flood" => Floods.RunChildAsync(arguments[0]),
        "cells" => Cells.RunChildAsync(),
        _ => throw new ArgumentException($"No such task: {task}."),
    };

    public static async Task<double[]> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "--child", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        if (!Path.GetFileName(start.FileName).Equals("dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.RemoveAt(0);
        }

        using var child = Process.Start(start)!;
        var printed = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? [.. printed.Trim().Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The child for {string.Join(' ', arguments)} ended with exit code {child.ExitCode}.");
    }
}
