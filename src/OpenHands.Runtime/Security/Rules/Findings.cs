namespace OpenHands.Security;

/// <summary>Gathers what is found in one action, and keeps the worst.</summary>
internal sealed class Findings
{
    // A quotation in a reason is for people; a command may be as long as it likes.
    private const int QuoteLength = 60;

    private SecurityVerdict? _worst;

    public SecurityVerdict Verdict => _worst ?? new SecurityVerdict(SecurityRisk.Low, "It does nothing that a rule is about.");

    /// <summary>Adds something that was found. Of two as bad, the first is kept.</summary>
    public void Add(SecurityRisk risk, string reason)
    {
        if (_worst is null || Rank(risk) > Rank(_worst.Risk))
        {
            _worst = new SecurityVerdict(risk, reason);
        }
    }

    public static string Quote(string text)
    {
        var shown = text.Length <= QuoteLength ? text : $"{text[..QuoteLength]}…";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }

    // What nobody could judge may be anything, but what is known to be high is worse.
    private static int Rank(SecurityRisk risk) => risk switch
    {
        SecurityRisk.Low => 0,
        SecurityRisk.Medium => 1,
        SecurityRisk.High => 3,
        _ => 2,
    };
}
