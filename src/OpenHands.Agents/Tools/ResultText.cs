using System.Globalization;

namespace OpenHands.Agents.Tools;

/// <summary>Makes text short enough for a model.</summary>
internal static class ResultText
{
    /// <summary>Keeps head and tail of a text that is too long, and says between them what is missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Most characters to keep.</param>
    /// <param name="rest">How to get at the rest: a sentence.</param>
    public static string Shorten(string text, int most, string rest)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var head = Boundary(text, most / 2);
        var tail = Boundary(text, text.Length - (most / 2));
        return $"{text[..head]}\n[... {Number(tail - head)} characters left out here. {rest} ...]\n{text[tail..]}";
    }

    /// <summary>Cuts the end off a line that is too long, and says so.</summary>
    public static string ShortenLine(string line, int most) =>
        line.Length <= most ? line : $"{line[..Boundary(line, most)]} [... {Number(line.Length - most)} more characters in this line]";

    /// <summary>A number with thousands separated.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number of things.</summary>
    public static string Count(long number, string one, string? many = null) => $"{Number(number)} {(number == 1 ? one : many ?? $"{one}s")}";

    // Not between the two halves of a character.
    private static int Boundary(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]) ? index - 1 : index;
}
