using OpenHands.Browsing;
using OpenHands.Conformance;

namespace OpenHands.Docker.Tests;

/// <summary>What containers of both profiles have in common.</summary>
public abstract class ContainerHarness : RuntimeHarness
{
    /// <inheritdoc />
    public override string? UnavailableBecause => TestEngine.UnavailableBecause;

    /// <inheritdoc />
    public override bool IsolatesHostFiles => true;

    /// <inheritdoc />
    public override bool IsolatesProcesses => true;

    /// <inheritdoc />
    public override double Slowness => 3;

    /// <inheritdoc />
    public override string? BrowserUnavailableBecause => TestEngine.BrowserImage is null ? "There is no image with a browser. Run ./test.sh, which makes it." : null;

    private protected abstract RecycledSandboxes Sandboxes { get; }

    private protected abstract DockerProfile Profile { get; }

    /// <inheritdoc />
    public override IRuntimePlugin CreateBrowser() => new BrowserPlugin();

    /// <inheritdoc />
    public override Runtime Create(RuntimeSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var options = TestEngine.Options();
        Choose(options, Profile);
        setup.Configure(options);
        options.MaxOutputBytes = setup.MaxOutputBytes ?? options.MaxOutputBytes;
        options.MaxOutputFileBytes = setup.MaxOutputFileBytes ?? options.MaxOutputFileBytes;
        if (options.Plugins.Contains(CreateBrowser))
        {
            options.Image = TestEngine.BrowserImage!;
            return new DockerRuntime(options, setup.Events);
        }

        return new DockerRuntime(options, Sandboxes, setup.Events, loggerFactory: null, timeProvider: null);
    }

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> FindLeftOversAsync(Runtime disposed) => Sandboxes.FindLeftOversAsync(((DockerRuntime)disposed).ContainerId!);

    private protected static RecycledSandboxes Recycle(DockerProfile profile)
    {
        var options = TestEngine.Options();
        Choose(options, profile);
        return new RecycledSandboxes(options);
    }

    // There are two ways to an executor; one profile tests each.
    private static void Choose(DockerRuntimeOptions options, DockerProfile profile)
    {
        options.Profile = profile;
        options.ConnectThroughEngine = profile == DockerProfile.Root;
    }
}
