using System.Diagnostics;

namespace OpenHands.Agents.Tests;

/// <summary>What tests with containers need.</summary>
internal static class Containers
{
    /// <summary>The image that test.sh made; skips the test, saying why, where there is none or no engine.</summary>
    public static async Task<string> RequireImageAsync()
    {
        if (Environment.GetEnvironmentVariable("OPENHANDS_TEST_IMAGE_SMALL") is not { Length: > 0 } image)
        {
            Assert.Ignore("There are no images to test with. Run ./test.sh, which starts an engine and makes them.");
            return "";
        }

        using var docker = Process.Start(new ProcessStartInfo("docker", ["version", "--format", "{{.Server.Version}}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = await docker.StandardError.ReadToEndAsync();
        await docker.WaitForExitAsync();
        if (docker.ExitCode != 0)
        {
            Assert.Ignore($"No Docker engine answers: {error.Trim()}");
        }

        return image;
    }
}
