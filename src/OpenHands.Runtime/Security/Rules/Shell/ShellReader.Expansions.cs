using System.Globalization;
using System.Text;

namespace OpenHands.Security;

// What begins with a dollar.
internal sealed partial class ShellReader
{
    private void ReadDollar(WordBuilder word, bool isQuoted)
    {
        if (_nesting == MaxNesting)
        {
            Doubt($"its expansions are nested more than {MaxNesting} levels deep");
            Position = text.Length;
            word.AddUnknown("$");
            return;
        }

        _nesting++;
        ReadExpansion(word, isQuoted);
        _nesting--;
    }

    private void ReadExpansion(WordBuilder word, bool isQuoted)
    {
        Position++;
        switch (Current)
        {
            case '(' when Next == '(':
                ReadArithmetic(word);
                break;
            case '(':
                Position++;
                readCommands(this, ')');
                word.AddUnknown("$(…)");
                break;
            case '[':
                Doubt("it has an old kind of arithmetic");
                word.AddUnknown("$[");
                break;
            case '{':
                ReadParameter(word, isQuoted);
                break;
            case '\'' when !isQuoted:
                Position++;
                word.IsQuoted = true;
                ReadEscapedQuote(word);
                break;
            case '"' when !isQuoted:
                Position++;
                ReadDoubleQuotes(word);
                break;

            // Numbers: the exit code, process ids, the count of arguments.
            case '?' or '$' or '#' or '!':
                word.Add('0');
                Position++;
                break;
            case '@' or '*' or '-' or (>= '0' and <= '9'):
                word.AddUnknown($"${Current}");
                Position++;
                break;
            case var first when ShellVariables.IsNameCharacter(first):
                word.Add(_variables.Expand(ReadName(), isQuoted));
                break;
            default:
                word.Add('$');
                break;
        }
    }

    private string ReadName()
    {
        var start = Position;
        while (!IsAtEnd && ShellVariables.IsNameCharacter(Current))
        {
            Position++;
        }

        return text[start..Position];
    }

    private void ReadParameter(WordBuilder word, bool isQuoted)
    {
        Position++;
        var start = Position;
        var name = ReadName();
        if (Current == '}' && name.Length > 0)
        {
            Position++;
            word.Add(_variables.Expand(name, isQuoted));
            return;
        }

        if (name.Length == 0 && Current == '#')
        {
            Position++;
            ReadName();
        }

        while (!IsAtEnd && Current != '}')
        {
            switch (Current)
            {
                // ${x@P} runs what the value of x says; ${x[i]} and ${x:i} calculate, which can do so too.
                case '@' or '[' or ':' when Current != ':' || Next is not ('-' or '=' or '+' or '?'):
                    Doubt("an expansion may run what a variable holds");
                    Position++;
                    break;
                case '$' or '`' or '"' or '\'' or '\\':
                    ReadNested();
                    break;
                default:
                    Position++;
                    break;
            }
        }

        Position = Math.Min(Position + 1, text.Length);
        word.AddUnknown($"${{{text[start..Math.Min(Math.Max(start, Position - 1), text.Length)]}}}");
    }

    private void ReadNested()
    {
        var ignored = new WordBuilder();
        switch (Current)
        {
            case '$':
                ReadDollar(ignored, isQuoted: true);
                break;
            case '`':
                ReadBackticks(ignored);
                break;
            case '"':
                Position++;
                ReadExpanded(ignored, '"');
                break;
            case '\'':
                Position++;
                ReadTo('\'', "a single quote is not closed");
                break;
            default:
                Position += 2;
                break;
        }
    }

    /// <summary>Passes <c>((…))</c>, which begins here.</summary>
    public void SkipArithmetic() => ReadArithmetic(new WordBuilder());

    private void ReadArithmetic(WordBuilder word)
    {
        Position += 2;
        var depth = 2;
        while (!IsAtEnd && depth > 0)
        {
            switch (Current)
            {
                case '(':
                    depth++;
                    Position++;
                    break;
                case ')':
                    depth--;
                    Position++;
                    break;
                case '$' or '`' or '"' or '\'' or '\\':
                    ReadNested();
                    Doubt("it calculates with what is not known, which can run commands");
                    break;
                default:
                    // A variable may hold a[$(command)], which calculating runs.
                    if (char.IsAsciiLetter(Current) || Current == '_')
                    {
                        Doubt("it calculates with variables, which can run commands that they hold");
                    }

                    Position++;
                    break;
            }
        }

        word.Add('0');
    }

    // $'…': escapes as in C.
    private void ReadEscapedQuote(WordBuilder word)
    {
        while (!IsAtEnd && Current != '\'')
        {
            if (Current != '\\')
            {
                word.Add(Current);
                Position++;
                continue;
            }

            Position++;
            var escape = Current;
            Position++;
            switch (escape)
            {
                case 'x':
                    word.Add(ReadCode(16, 2));
                    break;
                case 'u':
                    word.Add(ReadCode(16, 4));
                    break;
                case 'U':
                    word.Add(ReadCode(16, 8));
                    break;
                case >= '0' and <= '7':
                    Position--;
                    word.Add(ReadCode(8, 3));
                    break;
                case 'n' or 'r' or 't' or 'a' or 'b' or 'e' or 'E' or 'f' or 'v' or 'c':
                    word.Add(' ');
                    break;
                default:
                    word.Add(escape);
                    break;
            }
        }

        if (IsAtEnd)
        {
            Doubt("a quote is not closed");
        }

        Position++;
    }

    private string ReadCode(int radix, int most)
    {
        var code = 0L;
        for (var i = 0; i < most && !IsAtEnd && Digit(Current) < radix; i++, Position++)
        {
            code = (code * radix) + Digit(Current);
        }

        return Rune.IsValid((int)Math.Min(code, int.MaxValue)) ? new Rune((int)code).ToString() : "\uFFFD";
    }

    private static int Digit(char character) => char.IsAsciiHexDigit(character)
        ? int.Parse([character], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : int.MaxValue;
}
