namespace OpenHands.Agents.Tools;

/// <summary>What a program printed.</summary>
/// <param name="ExitCode">Its exit code; of no meaning when there was more than was taken.</param>
/// <param name="Lines">What it printed, errors too.</param>
/// <param name="HasMore">Whether there was more.</param>
internal sealed record ShellAnswer(int ExitCode, IReadOnlyList<string> Lines, bool HasMore)
{
    /// <summary>The lines as one text of bounded length.</summary>
    public string Text(int most) => ResultText.Shorten(string.Join('\n', Lines), most, "Ask for less");
}
