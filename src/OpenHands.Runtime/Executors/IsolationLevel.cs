namespace OpenHands;

/// <summary>What stands between a sandbox and the machine of the host program.</summary>
public enum IsolationLevel
{
    /// <summary>Nothing: commands run under the account of the host program and may do whatever it may.</summary>
    None,

    /// <summary>A container: own files and processes, the same kernel.</summary>
    Container,

    /// <summary>Another machine, real or virtual.</summary>
    Machine,
}
