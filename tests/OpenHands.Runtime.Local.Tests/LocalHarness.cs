using OpenHands.Browsing;
using OpenHands.Conformance;

namespace OpenHands.Local.Tests;

/// <summary>The local backend, as the conformance suites see it.</summary>
public sealed class LocalHarness : RuntimeHarness
{
    /// <inheritdoc />
    public override string? UnavailableBecause => OperatingSystem.IsLinux() ? null : "The local runtime needs Linux.";

    /// <inheritdoc />
    public override string? BrowserUnavailableBecause => File.Exists("/usr/bin/chromium") ? null : "There is no Chromium on this machine. Install it with `apt-get install -y chromium fonts-dejavu-core`.";

    /// <inheritdoc />
    public override IRuntimePlugin CreateBrowser() => new BrowserPlugin();

    /// <inheritdoc />
    public override Runtime Create(RuntimeSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var options = new LocalRuntimeOptions();
        setup.Configure(options);
        options.MaxOutputBytes = setup.MaxOutputBytes ?? options.MaxOutputBytes;
        options.MaxOutputFileBytes = setup.MaxOutputFileBytes ?? options.MaxOutputFileBytes;
        return new LocalRuntime(options, setup.Events);
    }
}
