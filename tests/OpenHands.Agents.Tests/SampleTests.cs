using System.Diagnostics;

namespace OpenHands.Agents.Tests;

/// <summary>The samples about agents, as a newcomer runs them: without a model.</summary>
public sealed class SampleTests
{
    [TestCase("08-BringYourOwnAgent", "BringYourOwnAgent", "Finished: ")]
    [TestCase("09-ToolsForAnyAgent", "ToolsForAnyAgent", "\n30\n")]
    [TestCase("10-McpServer", "McpServer", "Over HTTP\nTools: run, ")]
    public async Task A_sample_runs(string folder, string project, string said)
    {
        var start = new ProcessStartInfo("dotnet", [Programs.PathOf($"samples/{folder}", project)]) { RedirectStandardOutput = true };
        start.Environment.Remove("LLM_BASE_URL");
        using var process = Process.Start(start)!;

        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That(process.ExitCode, Is.Zero, output);
        Assert.That(output, Does.Contain(said));
    }
}
