namespace OpenHands.Docker;

/// <summary>The kinds of failure that are told apart.</summary>
internal enum EngineFailure
{
    /// <summary>Nothing answers there.</summary>
    Unreachable,

    /// <summary>This account may not speak to the engine.</summary>
    Forbidden,

    /// <summary>The engine does not have what was named.</summary>
    NotFound,

    /// <summary>What was asked does not go with how things are: a name that is taken, a container that does not run.</summary>
    Conflict,

    /// <summary>The engine does not take the request as it is.</summary>
    Refused,

    /// <summary>No space is left where the engine keeps its data.</summary>
    DiskFull,

    /// <summary>Anything else.</summary>
    Other,
}
