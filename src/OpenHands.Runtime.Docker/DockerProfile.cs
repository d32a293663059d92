namespace OpenHands.Docker;

/// <summary>How much a container may do.</summary>
public enum DockerProfile
{
    /// <summary>
    /// No capabilities, no new privileges, and the account of whoever owns the workspace. Programs that are in the image run; installing
    /// system packages does not work.
    /// </summary>
    Hardened,

    /// <summary>Root with the engine's default capabilities: apt and pip work. What leaves the container does so as root.</summary>
    Root,
}
