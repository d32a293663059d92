namespace OpenHands;

/// <summary>Where a runtime is in its life.</summary>
public enum RuntimeState
{
    /// <summary>Made, not started.</summary>
    Created,

    /// <summary>Starting; see <c>Runtime.StatusChanged</c> for the phases.</summary>
    Starting,

    /// <summary>Takes actions.</summary>
    Ready,

    /// <summary>Did not start.</summary>
    Failed,

    /// <summary>Stopped for good.</summary>
    Stopped,
}
