using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace OpenHands;

/// <summary>Finds any of a fixed set of texts. Immutable.</summary>
internal sealed class SecretPattern
{
    private readonly string[] _longestFirst;
    private readonly SearchValues<string> _any;
    private readonly SearchValues<string> _anyInJson;
    private readonly SearchValues<char> _firstCharacters;

    public SecretPattern(IReadOnlyCollection<string> variants)
    {
        _longestFirst = [.. variants.OrderByDescending(variant => variant.Length)];
        _any = SearchValues.Create(_longestFirst, StringComparison.Ordinal);
        _anyInJson = SearchValues.Create([.. variants.Select(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode).Distinct()], StringComparison.Ordinal);
        _firstCharacters = SearchValues.Create([.. variants.Select(variant => variant[0]).Distinct()]);
    }

    public int LongestLength => _longestFirst[0].Length;

    public bool IsIn(ReadOnlySpan<char> text) => text.ContainsAny(_any);

    /// <summary>Whether a string inside a JSON text may hold one. The text must be written with relaxed escaping.</summary>
    public bool IsInJson(ReadOnlySpan<char> json) => json.ContainsAny(_anyInJson);

    public string Replace(string text)
    {
        var output = new StringBuilder(text.Length);
        var maskedTo = Replace(text, text.Length, 0, output);
        return output.Append(text, maskedTo, text.Length - maskedTo).ToString();
    }

    /// <summary>Masks every match that begins before a position. Matches that overlap become one mark.</summary>
    /// <param name="text">The text.</param>
    /// <param name="before">Where to stop looking for beginnings.</param>
    /// <param name="maskedTo">The text up to here is masked already; a match that overlaps it belongs to the same mark.</param>
    /// <param name="output">Gets the text from <paramref name="maskedTo"/> to the end of the last match.</param>
    /// <returns>The end of the last match: what follows is not in the output.</returns>
    public int Replace(ReadOnlySpan<char> text, int before, int maskedTo, StringBuilder output)
    {
        for (var from = 0; ; from++)
        {
            var found = text[from..].IndexOfAny(_any);
            if (found < 0 || from + found >= before)
            {
                return maskedTo;
            }

            from += found;
            var end = from + LongestAt(text[from..]);
            if (from >= maskedTo)
            {
                output.Append(text[maskedTo..from]).Append(SecretMasker.Marker);
            }

            maskedTo = Math.Max(maskedTo, end);
        }
    }

    /// <summary>Where the end of a text may be the beginning of a match that is yet to come whole; the text's length if nowhere.</summary>
    public int PartialFrom(ReadOnlySpan<char> text)
    {
        for (var from = Math.Max(0, text.Length - LongestLength + 1); from < text.Length; from++)
        {
            var found = text[from..].IndexOfAny(_firstCharacters);
            if (found < 0)
            {
                break;
            }

            from += found;
            if (IsBeginning(text[from..]))
            {
                return from;
            }
        }

        return text.Length;
    }

    private bool IsBeginning(ReadOnlySpan<char> end)
    {
        foreach (var variant in _longestFirst)
        {
            if (variant.Length <= end.Length)
            {
                return false;
            }

            if (variant.AsSpan().StartsWith(end))
            {
                return true;
            }
        }

        return false;
    }

    private int LongestAt(ReadOnlySpan<char> text)
    {
        foreach (var variant in _longestFirst)
        {
            if (text.StartsWith(variant))
            {
                return variant.Length;
            }
        }

        return 0;
    }
}
