namespace OpenHands.Docker;

/// <summary>Where a runtime may get a sandbox that is started already.</summary>
internal interface ISandboxSource
{
    /// <summary>Takes one.</summary>
    /// <returns>The sandbox, or <see langword="null"/> when none is ready.</returns>
    Task<WarmSandbox?> TakeAsync(CancellationToken cancellationToken);

    /// <summary>Offers back one whose runtime has stopped.</summary>
    /// <returns>Whether it is taken; else the runtime removes it.</returns>
    Task<bool> TryGiveBackAsync(Sandbox sandbox);
}
