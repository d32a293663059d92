namespace OpenHands;

/// <summary>Keeps the state of one session's controller between runs.</summary>
/// <remarks>
/// One controller uses it, one call at a time: loading once, then saving at each step and each change of state. A state that is lost or
/// older than the stream costs only counters: the controller takes the rest from the events.
/// </remarks>
public interface IControllerStateStore
{
    /// <summary>Reads the last saved state.</summary>
    /// <returns>The state; <see langword="null"/> when none was saved.</returns>
    /// <exception cref="InvalidDataException">What is there is damaged or of a newer version. The controller logs it and goes on without.</exception>
    Task<ControllerState?> LoadAsync(CancellationToken cancellationToken = default);

    /// <summary>Replaces the saved state. A controller that cannot save logs it and goes on.</summary>
    Task SaveAsync(ControllerState state, CancellationToken cancellationToken = default);
}
