namespace OpenHands.Docker.Tests;

/// <summary>The engine and the images that test.sh provides.</summary>
public static class TestEngine
{
    private static readonly Lazy<string?> s_unavailable = new(FindOut);

    /// <summary>Why nothing can be tested here; <see langword="null"/> when it can.</summary>
    public static string? UnavailableBecause => s_unavailable.Value;

    /// <summary>An image with bash, git, Python and ipykernel.</summary>
    public static string Image => Variable("OPENHANDS_TEST_IMAGE_FULL");

    /// <summary>An image with bash and little more.</summary>
    public static string SmallImage => Variable("OPENHANDS_TEST_IMAGE_SMALL");

    /// <summary>An image with Chromium in it; <see langword="null"/> when it was not made.</summary>
    public static string? BrowserImage => Environment.GetEnvironmentVariable("OPENHANDS_TEST_IMAGE_BROWSER");

    /// <summary>An image with a shell that is not bash.</summary>
    public static string ImageWithoutBash => Variable("OPENHANDS_TEST_IMAGE_NOBASH");

    /// <summary>An image with nothing in it.</summary>
    public static string EmptyImage => Variable("OPENHANDS_TEST_IMAGE_EMPTY");

    /// <summary>Whose sandboxes those of the tests are: what a run leaves that was killed, the next one removes.</summary>
    public static string Owner => "openhands-tests";

    internal static IContainerEngine Engine { get; } = new DockerEngine(EngineEndpoint.Find(null));

    /// <summary>Options for a sandbox of these tests.</summary>
    public static DockerRuntimeOptions Options() => new() { Image = Image, PullPolicy = DockerPullPolicy.Never, Owner = Owner, Network = "none" };

    /// <summary>Skips the test, saying why, where nothing can be tested.</summary>
    public static void Require()
    {
        if (UnavailableBecause is { } reason)
        {
            Assert.Ignore(reason);
        }
    }

    /// <summary>Runs a command of the docker program.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> DockerAsync(params string[] arguments)
    {
        using var docker = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = docker.StandardError.ReadToEndAsync();
        var output = await docker.StandardOutput.ReadToEndAsync();
        await docker.WaitForExitAsync();
        return docker.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {await errors}");
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set. Run ./test.sh, which makes the images.");

    private static string? FindOut()
    {
        if (Environment.GetEnvironmentVariable("OPENHANDS_TEST_IMAGE_FULL") is null)
        {
            return "There are no images to test with. Run ./test.sh, which starts an engine and makes them.";
        }

        try
        {
            _ = Engine.GetVersionAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token).GetAwaiter().GetResult();
            return null;
        }
        catch (EngineException exception)
        {
            return $"No Docker engine answers at {Engine.Endpoint}: {exception.Message}";
        }
    }
}
