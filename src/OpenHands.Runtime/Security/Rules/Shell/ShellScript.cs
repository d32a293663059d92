namespace OpenHands.Security;

/// <summary>Everything that a script may run, substitutions and branches too, in the order of its text.</summary>
internal sealed class ShellScript
{
    public List<ShellCommand> Commands { get; } = [];

    /// <summary>What could not be read, each as a sentence. The script may then do anything.</summary>
    public List<string> Doubts { get; } = [];
}
