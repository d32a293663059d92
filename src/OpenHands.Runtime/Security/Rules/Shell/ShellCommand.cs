namespace OpenHands.Security;

/// <summary>A program with its arguments, or an assignment, as one reads it in a script.</summary>
internal sealed class ShellCommand
{
    public List<(string Name, ShellWord Value)> Assignments { get; } = [];

    public List<ShellWord> Words { get; } = [];

    public List<(ShellWord Path, bool IsWritten)> Redirections { get; } = [];

    /// <summary>What writes to its standard input, if that is one command.</summary>
    public ShellCommand? PipedFrom { get; set; }

    /// <summary>Whether its standard input comes from elsewhere in the script.</summary>
    public bool IsFed { get; set; }

    /// <summary>The text that its standard input is, where the script holds it.</summary>
    public ShellWord? Input { get; set; }

    public bool IsEmpty => Assignments.Count == 0 && Words.Count == 0 && Redirections.Count == 0;
}
