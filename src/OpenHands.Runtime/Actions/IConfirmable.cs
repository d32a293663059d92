namespace OpenHands;

/// <summary>An action that waits for the user's consent in confirmation mode.</summary>
public interface IConfirmable
{
    /// <summary>Whether the user agreed. Default <see cref="ConfirmationStatus.Confirmed"/>.</summary>
    ConfirmationStatus IsConfirmed { get; }
}
