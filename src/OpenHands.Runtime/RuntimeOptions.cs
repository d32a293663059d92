using System.Text.RegularExpressions;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What every runtime can be told, wherever it runs.</summary>
public partial class RuntimeOptions
{
    private IDictionary<string, string> _environment = new Dictionary<string, string>(StringComparer.Ordinal);
    private IList<Func<IRuntimePlugin>> _plugins = [];

    /// <summary>Name of the session, used in labels, logs and store paths. Default: a new random one. Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 128.</summary>
    public string SessionId { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>How long an action may take that does not say so itself. Default 120 s. Between 1 ms and 24 h.</summary>
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a command that is not <see cref="CmdRunAction.Blocking"/> keeps its caller waiting. Default 5 s. Between 1 ms and 24 h.</summary>
    public TimeSpan SoftTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most bytes of output in one observation; of longer output the first and the last half. Default 256 KiB. Between 1 KiB and 64 MiB.</summary>
    public int MaxOutputBytes { get; set; } = 256 * 1024;

    /// <summary>Most bytes of the file that keeps longer output whole; 0 for no file. The last 16 files of a runtime are kept. Default 64 MiB.</summary>
    public long MaxOutputFileBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Variables for every command and cell. Values are data, never expanded. They come after those of the host program named
    /// <c>SANDBOX_ENV_X</c>, which arrive as <c>X</c>. Default none.
    /// </summary>
    public IDictionary<string, string> Environment
    {
        get => _environment;
        init => _environment = value;
    }

    /// <summary>Whether file edits by AgentSkills are linted: sets <c>ENABLE_AUTO_LINT=true</c> in the sandbox. Default <see langword="false"/>.</summary>
    public bool EnableAutoLint { get; set; }

    /// <summary>The event types that the runtime knows; plugins add theirs. Default those of <see cref="EventSerializer.Default"/>.</summary>
    public EventTypeRegistry EventTypes { get; init; } = EventSerializer.Default.Types;

    /// <summary>Makes the plugins of a runtime, loaded in this order. Each runtime gets plugins of its own. Default none.</summary>
    public IList<Func<IRuntimePlugin>> Plugins
    {
        get => _plugins;
        init => _plugins = value;
    }

    /// <summary>How long the initialisation of one plugin may take before the start fails. Default 120 s. Between 1 ms and 24 h.</summary>
    public TimeSpan PluginStartTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Adds a sentence for everything that is wrong; called before a runtime is made. Overriders call the base first.</summary>
    /// <param name="problems">Receives what is wrong: the option, its value, what it must be.</param>
    protected internal virtual void Validate(ICollection<string> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);

        if (SessionId is null || !SessionIdPattern().IsMatch(SessionId))
        {
            problems.Add($"SessionId '{SessionId}' must be 1 to 128 letters, digits, '-', '_' or '.', and begin with a letter, a digit or '_'.");
        }

        CheckDuration(nameof(ActionTimeout), ActionTimeout, problems);
        CheckDuration(nameof(SoftTimeout), SoftTimeout, problems);
        if (MaxOutputBytes is < 1024 or > 64 * 1024 * 1024)
        {
            problems.Add($"MaxOutputBytes is {MaxOutputBytes}; it must be between 1,024 and 67,108,864.");
        }

        if (MaxOutputFileBytes < 0)
        {
            problems.Add($"MaxOutputFileBytes is {MaxOutputFileBytes}; it must be 0 or more.");
        }

        CheckDuration(nameof(PluginStartTimeout), PluginStartTimeout, problems);
        foreach (var (name, value) in Environment)
        {
            if (EnvironmentVariables.WhyInvalid(name, value) is { } reason)
            {
                problems.Add($"Environment: {reason}");
            }
        }
    }

    /// <summary>
    /// A copy for another session, of the same type, with every option; its <see cref="Environment"/> and <see cref="Plugins"/> are its own.
    /// Overriders copy their own collections.
    /// </summary>
    /// <param name="sessionId">The <see cref="SessionId"/> of the copy.</param>
    /// <returns>The copy, not validated.</returns>
    protected virtual RuntimeOptions CopyFor(string sessionId)
    {
        var copy = (RuntimeOptions)MemberwiseClone();
        copy.SessionId = sessionId;
        copy._environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal);
        copy._plugins = [.. _plugins];
        return copy;
    }

    internal static void CheckDuration(string option, TimeSpan value, ICollection<string> problems)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromHours(24))
        {
            problems.Add($"{option} is {value}; it must be between 1 ms and 24 h.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionIdPattern();
}
