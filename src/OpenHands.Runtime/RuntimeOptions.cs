using System.Text.RegularExpressions;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What every runtime can be told, wherever it runs.</summary>
public partial class RuntimeOptions
{
    /// <summary>Name of the session, used in labels, logs and store paths. Default: a new random one. Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 128.</summary>
    public string SessionId { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>How long an action may take that does not say so itself. Default 120 s. Between 1 ms and 24 h.</summary>
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a command that is not <see cref="CmdRunAction.Blocking"/> keeps its caller waiting. Default 5 s. Between 1 ms and 24 h.</summary>
    public TimeSpan SoftTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Variables for every command and cell. Values are data, never expanded. They come after those of the host program named
    /// <c>SANDBOX_ENV_X</c>, which arrive as <c>X</c>. Default none.
    /// </summary>
    public IDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether file edits by AgentSkills are linted: sets <c>ENABLE_AUTO_LINT=true</c> in the sandbox. Default <see langword="false"/>.</summary>
    public bool EnableAutoLint { get; set; }

    /// <summary>The event types that the runtime knows; plugins add theirs. Default those of <see cref="EventSerializer.Default"/>.</summary>
    public EventTypeRegistry EventTypes { get; init; } = EventSerializer.Default.Types;

    /// <summary>Makes the plugins of a runtime, loaded in this order. Each runtime gets plugins of its own. Default none.</summary>
    public IList<Func<IRuntimePlugin>> Plugins { get; init; } = [];

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
        CheckDuration(nameof(PluginStartTimeout), PluginStartTimeout, problems);
        foreach (var (name, value) in Environment)
        {
            if (EnvironmentVariables.WhyInvalid(name, value) is { } reason)
            {
                problems.Add($"Environment: {reason}");
            }
        }
    }

    private static void CheckDuration(string option, TimeSpan value, ICollection<string> problems)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromHours(24))
        {
            problems.Add($"{option} is {value}; it must be between 1 ms and 24 h.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionIdPattern();
}
