using System.Text.Json;
using OpenHands.Events;
using OpenHands.Security;

namespace OpenHands.Server.Security;

/// <summary>What a session's user set for its analyzer: from which risk on to ask, and by which policy to judge. Holds for every analyzer that the session has, one after the other.</summary>
/// <remarks>Kept where the session is, if that is durable. Safe for concurrent use.</remarks>
internal sealed class SessionSecurity
{
    /// <summary>One more than the highest risk: only what nobody could judge waits.</summary>
    public const int MaxSeverity = (int)SecurityRisk.High + 1;

    private readonly Lock _gate = new();
    private readonly ISessionStore _store;
    private readonly string _sessionId;
    private readonly int _threshold;
    private volatile SavedSecurity _saved;

    /// <summary>Reads what was set for a session.</summary>
    /// <param name="store">Where sessions are kept.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="threshold">From which risk on its user is asked who has set nothing.</param>
    /// <exception cref="EventStoreException">What is stored cannot be used. That is not the same as nothing: the rules would be looser than the user wanted.</exception>
    public SessionSecurity(ISessionStore store, string sessionId, SecurityRisk threshold)
    {
        _store = store;
        _sessionId = sessionId;
        _threshold = (int)threshold;
        _saved = Read(store, sessionId);
    }

    /// <summary>What is less risky runs without asking: −1, 0, 1 or 2 for a risk, 3 for all of them. What nobody could judge always waits.</summary>
    public int Severity => _saved.RiskSeverity ?? _threshold;

    /// <summary>What waits now.</summary>
    public ConfirmationPolicy Confirmation => Severity switch
    {
        <= (int)SecurityRisk.Low => ConfirmationPolicy.Always,
        MaxSeverity => ConfirmationPolicy.Unjudged,
        var severity => ConfirmationPolicy.FromRisk((SecurityRisk)severity),
    };

    /// <summary>Whether there is such a severity.</summary>
    public static bool IsSeverity(int value) => value is >= (int)SecurityRisk.Unknown and <= MaxSeverity;

    /// <summary>Changes from which risk on the user is asked. Counts from the next action on, also when it cannot be stored.</summary>
    /// <exception cref="EventStoreException">It could not be stored.</exception>
    public void SetSeverity(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, (int)SecurityRisk.Unknown);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxSeverity);
        lock (_gate)
        {
            _saved = _saved with { RiskSeverity = value };
            Write();
        }
    }

    /// <summary>Gives an analyzer another policy, and each that takes its place. Counts from the next action on, also when it cannot be stored.</summary>
    /// <exception cref="FormatException">The text is no policy; the old one stays.</exception>
    /// <exception cref="EventStoreException">It could not be stored.</exception>
    public void SetPolicy(IPolicyAnalyzer analyzer, string text)
    {
        lock (_gate)
        {
            analyzer.PolicyText = text;
            _saved = _saved with { Analyzer = analyzer.Name, Policy = text };
            Write();
        }
    }

    /// <summary>Has an analyzer judge as the user wants, and tells it where the workspace is if its policy does not say.</summary>
    /// <exception cref="FormatException">The analyzer does not take the user's policy, which an earlier one of its name took.</exception>
    public void Prepare(ISecurityAnalyzer? analyzer, Runtime runtime)
    {
        lock (_gate)
        {
            if (analyzer is IPolicyAnalyzer changeable && changeable.Name == _saved.Analyzer && _saved.Policy is { } policy)
            {
                changeable.PolicyText = policy;
            }

            var workspace = runtime.WorkspacePath.TrimEnd('/');
            if (analyzer is RulesAnalyzer rules && rules.Policy.Workspace.Equals(SecurityPolicy.Default.Workspace) && workspace.Length > 1 && workspace != rules.Policy.Workspace[0])
            {
                rules.Policy = rules.Policy with { Workspace = [workspace, .. rules.Policy.Workspace.Skip(1)] };
            }
        }
    }

    private static SavedSecurity Read(ISessionStore store, string sessionId)
    {
        try
        {
            return store.LoadSecurity(sessionId) is not { } text ? new SavedSecurity()
                : JsonSerializer.Deserialize(text, SecurityJsonContext.Default.SavedSecurity) is { } saved && (saved.RiskSeverity is not { } severity || IsSeverity(severity)) ? saved
                : throw new JsonException("It holds no settings, or a RISK_SEVERITY that there is not.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new EventStoreException(
                $"What the user of the session {sessionId} set for its security analyzer cannot be read: {exception.Message} Mend it, or remove it; the server's own settings count then.", isFatal: true, exception);
        }
    }

    private void Write()
    {
        try
        {
            _store.SaveSecurity(_sessionId, JsonSerializer.Serialize(_saved, SecurityJsonContext.Default.SavedSecurity));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EventStoreException($"This holds now, but could not be stored, so it ends with the session's runtime: {exception.Message}", isFatal: false, exception);
        }
    }
}
