using System.Diagnostics;
using OpenHands.Browsing.Language;

namespace OpenHands.Browsing.Tests;

[TestFixture]
internal sealed class DocumentTests
{
    [Test]
    public void The_reference_of_actions_has_each_with_an_example_that_is_read()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "browser.md"))
            .SkipWhile(line => !line.StartsWith("| call |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'));

        Assert.That(rows, Is.EqualTo(BrowserLanguage.Functions.Select(function => $"| `{function.Signature}` | {function.Summary} | `{function.Example}` |")));
    }

    [Test]
    public async Task The_sample_fills_a_form_and_saves_a_screenshot()
    {
        var picture = Path.Combine(Path.GetTempPath(), $"order-{Guid.NewGuid():N}.png");
        var start = new ProcessStartInfo("dotnet", [SampleProgram(), picture]) { RedirectStandardOutput = true };
        using var sample = Process.Start(start)!;

        var output = await sample.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await sample.WaitForExitAsync();

        Assert.That(sample.ExitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("The page says: 3 × pears for Ada"));
        Assert.That((await File.ReadAllBytesAsync(picture))[..4], Is.EqualTo((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']));
        File.Delete(picture);
    }

    // In its own folder, with all that it needs.
    private static string SampleProgram()
    {
        var place = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (place.Name, place.Parent!.Name);
        var root = place;
        while (!File.Exists(Path.Combine(root.FullName, "OpenHands.sln")))
        {
            root = root.Parent!;
        }

        return Path.Combine(root.FullName, "samples", "05-Browser", "bin", configuration, framework, "Browser.dll");
    }
}
