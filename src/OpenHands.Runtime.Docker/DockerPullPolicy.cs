namespace OpenHands.Docker;

/// <summary>When an image is fetched from its registry.</summary>
public enum DockerPullPolicy
{
    /// <summary>When the engine does not have it.</summary>
    Missing,

    /// <summary>At every start.</summary>
    Always,

    /// <summary>Never: an image that is not there is an error.</summary>
    Never,
}
