namespace OpenHands;

/// <summary>Which actions wait for the user's consent before they run.</summary>
/// <remarks>Immutable. Asked only for actions that a runtime executes.</remarks>
public sealed class ConfirmationPolicy
{
    private readonly Func<SecurityRisk?, bool> _asks;
    private readonly string _description;

    private ConfirmationPolicy(string description, Func<SecurityRisk?, bool> asks)
    {
        _description = description;
        _asks = asks;
    }

    /// <summary>Nothing waits. The risk is still recorded with the action.</summary>
    public static ConfirmationPolicy Never { get; } = new("never", _ => false);

    /// <summary>Everything that runs waits.</summary>
    public static ConfirmationPolicy Always { get; } = new("always", _ => true);

    /// <summary>Waits what nobody could judge, and nothing else.</summary>
    public static ConfirmationPolicy Unjudged { get; } = new("what is not judged", risk => risk is null or SecurityRisk.Unknown);

    /// <summary>Waits what is as risky as this or riskier, and whatever nobody could judge: an unknown risk is never consent.</summary>
    /// <param name="threshold">The least risk to ask for: low, medium or high.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is <see cref="SecurityRisk.Unknown"/>; that would be <see cref="Always"/>.</exception>
    public static ConfirmationPolicy FromRisk(SecurityRisk threshold) => threshold is SecurityRisk.Low or SecurityRisk.Medium or SecurityRisk.High
        ? new ConfirmationPolicy($"from risk {threshold}", risk => risk is null or SecurityRisk.Unknown || risk >= threshold)
        : throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold is low, medium or high. To be asked every time, use Always.");

    /// <summary>Asks another policy each time, so that users can change it while an agent works.</summary>
    /// <param name="current">Gives the policy that counts now. It is called by the controller's loop and must return at once.</param>
    public static ConfirmationPolicy Following(Func<ConfirmationPolicy> current)
    {
        ArgumentNullException.ThrowIfNull(current);
        return new ConfirmationPolicy("as set in the session", risk => current().NeedsConfirmation(risk));
    }

    /// <summary>Whether an action of this risk waits.</summary>
    /// <param name="risk">What the analyzer said; <see langword="null"/> when there is none.</param>
    public bool NeedsConfirmation(SecurityRisk? risk) => _asks(risk);

    /// <summary>The policy in words.</summary>
    public override string ToString() => _description;
}
