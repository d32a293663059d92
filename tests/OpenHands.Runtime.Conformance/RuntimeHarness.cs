namespace OpenHands.Conformance;

/// <summary>What a backend tells the suites about itself, and how they get runtimes of it.</summary>
/// <remarks>Every test makes a harness of its own; what is expensive, such as an image, belongs in static fields of the derived class.</remarks>
public abstract class RuntimeHarness
{
    /// <summary>Why the backend cannot be tested on this machine, as a sentence that the skipped tests show; <see langword="null"/> when it can.</summary>
    public virtual string? UnavailableBecause => null;

    /// <summary>Whether the files of the host program are out of the sandbox's sight. Default <see langword="false"/>.</summary>
    public virtual bool IsolatesHostFiles => false;

    /// <summary>Whether two runtimes do not see each other's processes. Default <see langword="false"/>.</summary>
    public virtual bool IsolatesProcesses => false;

    /// <summary>
    /// Whether <c>/proc</c> of the sandbox shows in which system call a process waits, which is how "waiting for input" is seen. Default
    /// <see langword="true"/>.
    /// </summary>
    public virtual bool HasProcFs => true;

    /// <summary>How much longer than on an idle machine of its own this backend may take, for the few tests that measure. Default 1.</summary>
    public virtual double Slowness => 1;

    /// <summary>
    /// What a disposed runtime left running. Asked only where <see cref="IsolatesProcesses"/>, because there no other runtime can see it; a
    /// backend that removes whole sandboxes looks whether this one is gone.
    /// </summary>
    /// <param name="disposed">The runtime.</param>
    /// <returns>A word for each process that is left.</returns>
    public virtual Task<IReadOnlyList<string>> FindLeftOversAsync(Runtime disposed) =>
        throw new NotSupportedException($"{GetType().Name} isolates processes, so it must override {nameof(FindLeftOversAsync)}.");

    /// <summary>Why browsers cannot be tested here, as a sentence that the skipped tests show; <see langword="null"/> when they can. Default: the harness makes none.</summary>
    public virtual string? BrowserUnavailableBecause => $"{GetType().Name} makes no browser.";

    /// <summary>Makes a plugin that answers <see cref="BrowseUrlAction"/> and <see cref="BrowseInteractiveAction"/>. Asked only where <see cref="BrowserUnavailableBecause"/> is <see langword="null"/>.</summary>
    public virtual IRuntimePlugin CreateBrowser() => throw new NotSupportedException($"{GetType().Name} makes no browser.");

    /// <summary>Makes a runtime that is not started. The caller disposes it.</summary>
    /// <param name="setup">What the test asks for; what it leaves out is the backend's default.</param>
    public abstract Runtime Create(RuntimeSetup setup);
}
