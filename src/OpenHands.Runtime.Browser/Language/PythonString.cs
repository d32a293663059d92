using System.Globalization;
using System.Text;

namespace OpenHands.Browsing.Language;

/// <summary>Reads one Python string literal: single, double or triple quotes, <c>r</c> and <c>u</c> before them, escapes.</summary>
internal readonly struct PythonString(string text)
{
    /// <summary>Reads the literal that begins at <paramref name="at"/>, which moves behind it.</summary>
    public string Take(ref int at)
    {
        var start = at;
        var isRaw = false;
        while (text[at] is not ('"' or '\''))
        {
            isRaw |= text[at] switch
            {
                'r' or 'R' => true,
                'u' or 'U' => false,
                var prefix => throw Error(at, $"a string with the prefix '{prefix}' is not supported; write it without."),
            };
            at++;
        }

        var quote = text[at];
        var length = at + 2 < text.Length && text[at + 1] == quote && text[at + 2] == quote ? 3 : 1;
        at += length;
        var value = new StringBuilder();
        while (true)
        {
            if (at >= text.Length || (length == 1 && text[at] is '\n'))
            {
                throw Error(start, $"the string that begins here has no closing {new string(quote, length)}.");
            }

            if (Closes(at, quote, length))
            {
                at += length;
                return value.ToString();
            }

            if (text[at] != '\\' || at + 1 >= text.Length)
            {
                value.Append(text[at++]);
            }
            else if (isRaw)
            {
                value.Append(text, at, 2);
                at += 2;
            }
            else
            {
                TakeEscape(ref at, value);
            }
        }
    }

    private bool Closes(int at, char quote, int length) => text.AsSpan(at).StartsWith(new string(quote, length), StringComparison.Ordinal);

    private void TakeEscape(ref int at, StringBuilder value)
    {
        var start = at;
        var kind = text[at + 1];
        at += 2;
        switch (kind)
        {
            case '\n':
                return;
            case '\r':
                at += at < text.Length && text[at] == '\n' ? 1 : 0;
                return;
            case 'x':
                AppendCode(TakeDigits(ref at, 2, start), start, value);
                return;
            case 'u':
                value.Append((char)TakeDigits(ref at, 4, start));
                return;
            case 'U':
                AppendCode(TakeDigits(ref at, 8, start), start, value);
                return;
            case 'N':
                throw Error(start, "characters by name are not supported; write the character itself or \\u and its number.");
            case >= '0' and <= '7':
                at--;
                value.Append((char)TakeOctal(ref at));
                return;
            default:
                AppendSimple(kind, value);
                return;
        }
    }

    // Python keeps the backslash of an escape that it does not know.
    private static void AppendSimple(char kind, StringBuilder value) => _ = kind switch
    {
        '\\' or '\'' or '"' => value.Append(kind),
        'n' => value.Append('\n'),
        'r' => value.Append('\r'),
        't' => value.Append('\t'),
        'a' => value.Append('\a'),
        'b' => value.Append('\b'),
        'f' => value.Append('\f'),
        'v' => value.Append('\v'),
        _ => value.Append('\\').Append(kind),
    };

    private long TakeDigits(ref int at, int count, int start)
    {
        var digits = text.AsSpan(at, Math.Min(count, text.Length - at));
        if (digits.Length < count || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw Error(start, $"\\{text[start + 1]} needs {count} hexadecimal digits behind it.");
        }

        at += count;
        return value;
    }

    private int TakeOctal(ref int at)
    {
        var value = 0;
        for (var i = 0; i < 3 && at < text.Length && text[at] is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + (text[at++] - '0');
        }

        return value;
    }

    private void AppendCode(long code, int start, StringBuilder value)
    {
        if (!Rune.IsValid((int)Math.Min(code, int.MaxValue)))
        {
            throw Error(start, "there is no character of that number.");
        }

        value.Append(new Rune((int)code).ToString());
    }

    private BrowserSyntaxException Error(int index, string reason) => new(SourcePosition.Of(text, index), reason);
}
