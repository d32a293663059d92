using System.Text;

namespace OpenHands.Execution.IPython;

/// <summary>
/// Takes the escape sequences for colours out of text, also those that are split between two pieces: <c>ESC [</c>, one to three numbers
/// with semicolons between them, <c>m</c>. Nothing else is taken, as in 0.9.3.
/// </summary>
internal sealed class SgrFilter
{
    private const int MostNumbers = 3;

    // A sequence that is not over after this many characters is none.
    private const int LongestSequence = 64;

    private readonly StringBuilder _held = new();
    private int _numbers;

    /// <summary>The text without sequences; what may be the beginning of one waits for the next piece.</summary>
    public string Push(string text)
    {
        if (_held.Length == 0 && !text.Contains('\e'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + _held.Length);
        foreach (var character in text)
        {
            Push(character, result);
        }

        return result.ToString();
    }

    /// <summary>What was held back.</summary>
    public string Flush()
    {
        var held = _held.ToString();
        _held.Clear();
        return held;
    }

    private void Push(char character, StringBuilder result)
    {
        if (_held.Length > 0)
        {
            if (character == 'm' && IsAfterDigit())
            {
                _held.Clear();
                return;
            }

            if (Continues(character))
            {
                _held.Append(character);
                return;
            }

            result.Append(_held);
            _held.Clear();
        }

        if (character == '\e')
        {
            _held.Append(character);
            _numbers = 1;
        }
        else
        {
            result.Append(character);
        }
    }

    private bool Continues(char character) => _held.Length < LongestSequence && (_held.Length, character) switch
    {
        (1, '[') => true,
        (1, _) => false,
        (_, ';') => IsAfterDigit() && ++_numbers <= MostNumbers,
        _ => char.IsAsciiDigit(character),
    };

    private bool IsAfterDigit() => char.IsAsciiDigit(_held[^1]);
}
