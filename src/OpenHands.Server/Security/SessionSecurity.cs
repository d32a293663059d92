using OpenHands.Security;

namespace OpenHands.Server.Security;

/// <summary>From which risk on a session's user is asked, when an analyzer judges its actions.</summary>
internal sealed class SessionSecurity(SecurityRisk threshold)
{
    /// <summary>One more than the highest risk: only what nobody could judge waits.</summary>
    public const int MaxSeverity = (int)SecurityRisk.High + 1;

    private volatile int _severity = (int)threshold;

    /// <summary>What is less risky runs without asking: −1, 0, 1 or 2 for a risk, 3 for all of them. What nobody could judge always waits.</summary>
    public int Severity
    {
        get => _severity;
        set => _severity = value is >= (int)SecurityRisk.Unknown and <= MaxSeverity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"RISK_SEVERITY is {value}; it must be -1, 0, 1, 2 or {MaxSeverity}.");
    }

    /// <summary>What waits now.</summary>
    public ConfirmationPolicy Confirmation => _severity switch
    {
        <= (int)SecurityRisk.Low => ConfirmationPolicy.Always,
        MaxSeverity => ConfirmationPolicy.Unjudged,
        var severity => ConfirmationPolicy.FromRisk((SecurityRisk)severity),
    };

    /// <summary>Tells an analyzer that knows workspaces where this one is, unless its policy names others.</summary>
    public static void Prepare(ISecurityAnalyzer? analyzer, Runtime runtime)
    {
        var workspace = runtime.WorkspacePath.TrimEnd('/');
        if (analyzer is RulesAnalyzer rules && rules.Policy.Workspace.Equals(SecurityPolicy.Default.Workspace) && workspace.Length > 1 && workspace != rules.Policy.Workspace[0])
        {
            rules.Policy = rules.Policy with { Workspace = [workspace, .. rules.Policy.Workspace.Skip(1)] };
        }
    }
}
