using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What a <see cref="ProcessPlugin"/> brings into the sandbox and how it is talked with there.</summary>
public sealed class ProcessPluginOptions
{
    /// <summary>The name of the plugin, which its process must say too. Letters, digits, <c>_</c> and <c>-</c>, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Starts the process. It runs in the plugin's own directory, where its files are, unless the command says otherwise; without files, in the
    /// workspace. Beside what the command adds, its environment holds <c>OPENHANDS_WORKSPACE</c> and <c>PYTHONUNBUFFERED=1</c>.
    /// </summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>Wire words of the actions that it handles. Default none.</summary>
    public IReadOnlyCollection<string> Actions { get; init; } = [];

    /// <summary>Wire words of observations of its own. The built-in ones can be used without. Default none.</summary>
    public IReadOnlyCollection<string> Observations { get; init; } = [];

    /// <summary>
    /// Adds event types for those words, where they have some. Words without a type are read as <see cref="CustomAction"/> and
    /// <see cref="CustomObservation"/>. Default nothing.
    /// </summary>
    public Action<EventTypeRegistry> RegisterEventTypes { get; init; } = static _ => { };

    /// <summary>A directory of the host program whose content is placed in the plugin's directory. Default none.</summary>
    public string? SourceDirectory { get; init; }

    /// <summary>Files that are placed in the plugin's directory, by their names relative to it, with <c>/</c>. Default none.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>What prompts should say until the process has said it itself. Default empty.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Longest line that the process may print. Default 16 MiB. 1 KiB or more.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;

    internal void ThrowIfInvalid()
    {
        ArgumentException.ThrowIfNullOrEmpty(Name);
        ArgumentNullException.ThrowIfNull(Command);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLineBytes, 1024);
        Command.ThrowIfInvalid();
        foreach (var name in Files.Keys)
        {
            if (name.Split('/').Any(part => part is "" or "." or "..") || name.Contains('\0'))
            {
                throw new ArgumentException($"The plugin '{Name}' brings a file named '{name}'. Name it relative to the plugin's directory, without '.' and '..'.");
            }
        }
    }
}
