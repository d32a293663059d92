namespace OpenHands.Security;

/// <summary>What a <see cref="PathRule"/> is about.</summary>
public enum PathAccess
{
    /// <summary>Reading and writing.</summary>
    Any,

    /// <summary>Reading only.</summary>
    Read,

    /// <summary>Writing, deleting and making only.</summary>
    Write,
}
