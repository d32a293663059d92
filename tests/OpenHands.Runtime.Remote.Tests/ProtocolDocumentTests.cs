using System.Diagnostics;
using System.Reflection;
using OpenHands.Conformance;
using OpenHands.Protocol;

namespace OpenHands.Remote.Tests;

/// <summary>What the documentation says about this backend and its host is so.</summary>
public sealed class ProtocolDocumentTests
{
    private static string[] Lines { get; } = [.. Read("protocol.md").Split('\n').SkipWhile(line => line != "```sh").Skip(1).TakeWhile(line => line != "```")];

    [Test]
    public async Task Every_curl_line_works()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var line in Lines)
        {
            var start = new ProcessStartInfo("bash", ["-o", "pipefail", "-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["URL"] = host.Url.AbsoluteUri.TrimEnd('/');
            using var curl = Process.Start(start)!;
            var error = curl.StandardError.ReadToEndAsync();
            var output = await curl.StandardOutput.ReadToEndAsync();
            await curl.WaitForExitAsync();

            Assert.That(curl.ExitCode, Is.Zero, $"{line}\n{output}{await error}");
        }

        Assert.That(await File.ReadAllTextAsync(host.PathOf("notes/a.txt")), Is.EqualTo("content\n"));
    }

    [Test]
    public void Every_route_has_a_curl_line_and_a_row()
    {
        var routes = typeof(ExecutorRoutes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).ToArray();
        var document = Read("protocol.md");

        Assert.That(routes.Where(route => !Lines.Any(line => line.Contains($"$URL{route}", StringComparison.Ordinal))), Is.Empty);
        Assert.That(routes.Where(route => !document.Contains($"{route}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_table_of_suites_shows_this_backend_as_the_tests_prove_it()
    {
        Assert.That(ConformanceMatrix.MissingFrom(Read("backends.md"), new RemoteCoverage()), Is.Empty);
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", name)).ReplaceLineEndings("\n");
}
