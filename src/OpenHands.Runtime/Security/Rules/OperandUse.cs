namespace OpenHands.Security;

/// <summary>What a command, or a function, does with what it is given. It says which other rules are asked.</summary>
public enum OperandUse
{
    /// <summary>They are words: nothing else is asked.</summary>
    Text,

    /// <summary>They are files to read.</summary>
    Read,

    /// <summary>They are files to write or make.</summary>
    Write,

    /// <summary>They are files to delete. Deleting the workspace itself is <see cref="SecurityRisk.High"/>, whatever the rules say.</summary>
    Delete,

    /// <summary>The last is written, the others are read.</summary>
    Copy,

    /// <summary>The first is a pattern, the others are files to read.</summary>
    PatternThenRead,

    /// <summary>They are addresses of the network, or files to write.</summary>
    Fetch,

    /// <summary>They are text for a shell.</summary>
    Shell,

    /// <summary>They are a program and its arguments.</summary>
    Program,
}
