using OpenHands.Browsing.Observing;

namespace OpenHands.Browsing;

/// <summary>What prompts can say of a page.</summary>
public static class BrowserOutputExtensions
{
    /// <summary>
    /// The page as a compact outline of its accessibility tree, one line for each element that means something:
    /// <c>[12] button 'Send', disabled</c>. The ids in brackets are those that browser actions take.
    /// </summary>
    /// <param name="observation">What the browser showed.</param>
    /// <param name="maxLength">Most characters; 100 or more. A longer outline ends with a line that says how much is missing.</param>
    /// <returns>The outline; empty when the observation has no tree.</returns>
    public static string ToAccessibilityOutline(this BrowserOutputObservation observation, int maxLength = 20_000)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 100);
        return AccessibilityOutline.Of(observation.AxtreeObject.Element, maxLength);
    }
}
