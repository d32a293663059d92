using System.Globalization;

namespace OpenHands.Browsing.Language;

/// <summary>Reads the tokens of a small part of Python: names, literals, punctuation.</summary>
internal sealed class PythonLexer(string text)
{
    private int _at;

    /// <summary>Where the next character is.</summary>
    public int Index => _at;

    /// <summary>Whether there is nothing but the end.</summary>
    public bool IsAtEnd => _at >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Next => _at < text.Length ? text[_at] : '\0';

    /// <summary>Passes over white space, comments and, at a line's end, <c>\</c>.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (Next == '#')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(Next) || Next == '\uFEFF')
            {
                _at++;
            }
            else if (Next == '\\' && _at + 1 < text.Length && text[_at + 1] is '\n' or '\r')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Takes a character if it is the next one.</summary>
    public bool TryTake(char expected)
    {
        if (IsAtEnd || Next != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Takes a name; empty when there is none.</summary>
    public string TakeName()
    {
        var start = _at;
        while (!IsAtEnd && (char.IsLetter(Next) || Next == '_' || (_at > start && char.IsDigit(Next))))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>What is said of the next character in messages.</summary>
    public string Found() => Next switch
    {
        _ when IsAtEnd => "the end of the text",
        '\n' or '\r' => "the end of the line",
        var c when char.IsHighSurrogate(c) && _at + 1 < text.Length => $"'{text.Substring(_at, 2)}'",
        var c when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4}"),
        var c => $"'{c}'",
    };

    /// <summary>Whether a string begins here, with or without a prefix.</summary>
    public bool IsAtString()
    {
        var quote = _at;
        while (quote < text.Length && quote - _at < 2 && char.IsAsciiLetter(text[quote]))
        {
            quote++;
        }

        return quote < text.Length && text[quote] is '"' or '\'';
    }

    /// <summary>Takes a number.</summary>
    public Literal.Number TakeNumber()
    {
        var start = _at;
        if (Next is '+' or '-')
        {
            _at++;
        }

        while (!IsAtEnd && (char.IsAsciiLetterOrDigit(Next) || Next is '.' or '_' || (Next is '+' or '-' && text[_at - 1] is 'e' or 'E' && !IsHexadecimal(start))))
        {
            _at++;
        }

        var source = text[start.._at];
        return Value(source) is { } value && double.IsFinite(value) ? new Literal.Number(value, source) : throw Error(start, $"'{source}' is no number.");
    }

    /// <summary>Takes a string.</summary>
    public string TakeString() => new PythonString(text).Take(ref _at);

    /// <summary>An error at a place.</summary>
    public BrowserSyntaxException Error(int index, string reason) => new(SourcePosition.Of(text, index), reason);

    private bool IsHexadecimal(int start) => text.AsSpan(start).TrimStart("+-").StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    private static double? Value(string source)
    {
        if (source.Contains("__", StringComparison.Ordinal) || source.EndsWith('_'))
        {
            return null;
        }

        var isNegative = source.StartsWith('-');
        var digits = source.TrimStart('+', '-').Replace("_", "", StringComparison.Ordinal);
        var (style, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (NumberStyles.AllowHexSpecifier, 2),
            ['0', 'b' or 'B', ..] => (NumberStyles.AllowBinarySpecifier, 2),
            _ => (NumberStyles.None, 0),
        };
        double? value = start > 0
            ? long.TryParse(digits.AsSpan(start), style, CultureInfo.InvariantCulture, out var whole) ? whole : null
            : double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real) ? real : null;
        return isNegative ? -value : value;
    }
}
