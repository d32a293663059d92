namespace OpenHands;

/// <summary>An action that waits for the user's consent where the <see cref="ConfirmationPolicy"/> asks for it.</summary>
/// <remarks>A plugin's action that is not confirmable is refused, not run, when it would need consent.</remarks>
public interface IConfirmable
{
    /// <summary>Whether the user agreed. Default <see cref="ConfirmationStatus.Confirmed"/>.</summary>
    ConfirmationStatus IsConfirmed { get; }

    /// <summary>What the security analyzer said; <see langword="null"/> when none looked.</summary>
    SecurityRisk? SecurityRisk { get; }

    /// <summary>A copy with another answer and verdict.</summary>
    AgentAction WithConfirmation(ConfirmationStatus status, SecurityRisk? risk);

    /// <summary>A copy that does not tell again why the agent does it: what is published a second time when the user has answered.</summary>
    AgentAction WithoutThought();
}
