using System.Text;

namespace OpenHands;

/// <summary>Masks secrets in a text that comes in pieces, also those that are split between pieces.</summary>
/// <remarks>
/// Holds back the end of a piece only while it may be the beginning of a secret: at most the length of the longest encoded secret, less one.
/// Not safe for concurrent use.
/// </remarks>
public sealed class StreamingMask
{
    private readonly SecretMasker _secrets;
    private string _held = "";

    // The first characters of what is held are under a mark that was already given out.
    private int _maskedTo;

    internal StreamingMask(SecretMasker secrets) => _secrets = secrets;

    internal int HeldLength => _held.Length;

    /// <summary>Takes the next piece.</summary>
    /// <returns>What may be shown: the text so far, masked, less what is held back. May be empty.</returns>
    public string Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _secrets.Pattern is { } pattern ? Next(string.Concat(_held, text), pattern, isLast: false) : text;
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The rest of it, masked.</returns>
    public string Flush() => _held.Length > 0 && _secrets.Pattern is { } pattern ? Next(_held, pattern, isLast: true) : "";

    private string Next(string text, SecretPattern pattern, bool isLast)
    {
        var end = isLast ? text.Length : pattern.PartialFrom(text);
        var output = new StringBuilder(end);
        var maskedTo = pattern.Replace(text, end, _maskedTo, output);
        if (maskedTo < end)
        {
            output.Append(text, maskedTo, end - maskedTo);
            maskedTo = end;
        }

        _held = text[end..];
        _maskedTo = maskedTo - end;
        return output.ToString();
    }
}
