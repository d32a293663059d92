namespace OpenHands;

/// <summary>How dangerous a security analyzer thinks an action is. A number on the wire.</summary>
public enum SecurityRisk
{
    /// <summary>Looked at, but not understood.</summary>
    Unknown = -1,

    /// <summary>Safe to run without asking.</summary>
    Low = 0,

    /// <summary>Worth a look.</summary>
    Medium = 1,

    /// <summary>Ask first.</summary>
    High = 2,
}
