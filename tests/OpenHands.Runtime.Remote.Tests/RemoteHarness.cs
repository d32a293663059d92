using OpenHands.Browsing;
using OpenHands.Conformance;

namespace OpenHands.Remote.Tests;

/// <summary>The remote backend, as the conformance suites see it: each runtime asks a service in this process for a host, and talks to it over a real loopback connection.</summary>
public sealed class RemoteHarness : RuntimeHarness
{
    private static readonly Lazy<SandboxServiceStub> s_service = new(() => SandboxServiceStub.StartAsync().GetAwaiter().GetResult());

    /// <inheritdoc />
    public override string? UnavailableBecause => OperatingSystem.IsLinux() ? null : "The executor host needs Linux.";

    /// <inheritdoc />
    public override string? BrowserUnavailableBecause => File.Exists("/usr/bin/chromium") ? null : "There is no Chromium on this machine. Install it with `apt-get install -y chromium fonts-dejavu-core`.";

    /// <inheritdoc />
    public override IRuntimePlugin CreateBrowser() => new BrowserPlugin();

    /// <inheritdoc />
    public override Runtime Create(RuntimeSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var options = new RemoteRuntimeOptions { Service = s_service.Value.Options() };
        setup.Configure(options);
        options.MaxOutputBytes = setup.MaxOutputBytes ?? options.MaxOutputBytes;
        options.MaxOutputFileBytes = setup.MaxOutputFileBytes ?? options.MaxOutputFileBytes;
        return new RemoteRuntime(options, setup.Events);
    }
}
