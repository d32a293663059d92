namespace OpenHands;

/// <summary>A security analyzer whose policy users may read and change, as text.</summary>
public interface IPolicyAnalyzer : ISecurityAnalyzer
{
    /// <summary>The policy, as this analyzer writes it. A change counts from the next action on.</summary>
    /// <exception cref="FormatException">The text is no policy; the message says what is wrong and where. The old policy stays.</exception>
    string PolicyText { get; set; }
}
