namespace OpenHands.Server.Clients;

/// <summary>Which frames beyond those of 0.9.3 a client asked for, with <c>/ws?features=…</c>.</summary>
[Flags]
internal enum ClientFeatures
{
    None = 0,

    /// <summary>Output of commands while they run.</summary>
    Output = 1,

    /// <summary>What the agent streams while it thinks.</summary>
    Tokens = 2,

    /// <summary>Phases of the runtime's start and stop.</summary>
    Status = 4,

    /// <summary>What the screen of the session's runtime shows.</summary>
    Screen = 8,

    /// <summary>A word from time to time, so that a client notices when nothing comes through any more.</summary>
    Alive = 16,
}
