using System.Diagnostics;

namespace OpenHands.Local.Tests;

/// <summary>The samples do what they say.</summary>
[TestFixture]
public sealed class SampleTests
{
    [Test]
    public async Task The_controller_works_without_a_server()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ControllerWithoutServer.dll"), "one two three"]) { RedirectStandardOutput = true };
        using var sample = Process.Start(start)!;

        var output = await sample.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await sample.WaitForExitAsync();

        Assert.That(sample.ExitCode, Is.Zero, output);
        Assert.That(output, Does.EndWith("Finished after 3 steps: {\"lines\":3}\n"));
    }
}
