using System.Globalization;
using System.Text;

namespace OpenHands.Security;

/// <summary>Splits a cell into its pieces. Code inside of formatted text is split too, after the text.</summary>
internal sealed class PythonReader
{
    private const int MaxDepth = 8;

    private readonly string _code;
    private readonly List<PythonToken> _tokens;
    private readonly List<string> _doubts;
    private readonly int _depth;
    private int _at;

    private PythonReader(string code, List<PythonToken> tokens, List<string> doubts, int depth)
    {
        _code = code;
        _tokens = tokens;
        _doubts = doubts;
        _depth = depth;
    }

    /// <summary>Reads a cell. Never throws.</summary>
    public static (List<PythonToken> Tokens, List<string> Doubts) Read(string code)
    {
        var reader = new PythonReader(code, [], [], 0);
        reader.ReadAll();
        return (reader._tokens, reader._doubts);
    }

    private char Current => _at < _code.Length ? _code[_at] : '\0';

    private char Next => _at + 1 < _code.Length ? _code[_at + 1] : '\0';

    private void ReadAll()
    {
        while (_at < _code.Length)
        {
            ReadOne();
        }

        Add(PythonTokenKind.LineEnd, "");
    }

    private void ReadOne()
    {
        switch (Current)
        {
            case '\n' or '\r':
                _at++;
                Add(PythonTokenKind.LineEnd, "");
                break;
            case ' ' or '\t' or '\f' or '\uFEFF':
                _at++;
                break;
            case '\\' when Next == '\n':
                _at += 2;
                break;
            case '#':
                RestOfLine();
                break;
            case '!' when Next != '=':
                _at++;
                Add(PythonTokenKind.Shell, RestOfLine().TrimStart('!'));
                break;
            case '%' when BeginsStatement() || (_tokens.Count > 0 && _tokens[^1].Is("=") && char.IsAsciiLetter(Next)):
                _at++;
                Add(PythonTokenKind.Magic, RestOfLine());
                break;
            case '"' or '\'':
                ReadText("");
                break;
            case var digit when char.IsAsciiDigit(digit) || (digit == '.' && char.IsAsciiDigit(Next)):
                Add(PythonTokenKind.Number, Take(character => char.IsLetterOrDigit(character) || character is '.' or '_'));
                break;
            case var first when char.IsLetter(first) || first == '_':
                ReadName();
                break;
            case var first when first > 127:
                _doubts.Add("it has characters that are not understood");
                _at++;
                break;
            default:
                Add(PythonTokenKind.Operator, Current.ToString());
                _at++;
                break;
        }
    }

    private bool BeginsStatement() => _tokens.Count == 0 || _tokens[^1].Kind == PythonTokenKind.LineEnd;

    private void ReadName()
    {
        var name = Take(character => char.IsLetterOrDigit(character) || character == '_');
        if (Current is '"' or '\'' && name.Length <= 2 && name.All(character => "rRbBuUfFtT".Contains(character, StringComparison.Ordinal)))
        {
            ReadText(name.ToLowerInvariant());
            return;
        }

        // Python takes ｏｓ for os.
        Add(PythonTokenKind.Name, Normalized(name));
    }

    private string Normalized(string name)
    {
        if (name.All(char.IsAscii))
        {
            return name;
        }

        try
        {
            return name.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            _doubts.Add("it has characters that are not understood");
            return name;
        }
    }

    private void ReadText(string prefix)
    {
        var quote = Current;
        var isLong = Next == quote && _at + 2 < _code.Length && _code[_at + 2] == quote;
        _at += isLong ? 3 : 1;
        var start = _at;
        var value = new StringBuilder();
        while (_at < _code.Length)
        {
            if (Current == '\\')
            {
                value.Append(prefix.Contains('r') ? $"\\{Next}" : Escaped());
                _at += 2;
            }
            else if (Current == quote && (!isLong || (Next == quote && _at + 2 < _code.Length && _code[_at + 2] == quote)))
            {
                AddText(prefix, _code[start.._at], value.ToString());
                _at += isLong ? 3 : 1;
                return;
            }
            else if (Current == '\n' && !isLong)
            {
                break;
            }
            else
            {
                value.Append(Current);
                _at++;
            }
        }

        _doubts.Add("a text in it is not closed");
    }

    // Leaves the position at the backslash; the two characters of a short escape are passed by the caller.
    private string Escaped()
    {
        var (digits, isCode) = Next switch { 'x' => (2, true), 'u' => (4, true), 'U' => (8, true), _ => (0, false) };
        if (isCode && _at + 2 + digits <= _code.Length
            && int.TryParse(_code.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
        {
            _at += digits;
            return new Rune(code).ToString();
        }

        switch (Next)
        {
            case '\\' or '\'' or '"':
                return Next.ToString();
            case 'n' or 't' or 'r' or 'a' or 'b' or 'f' or 'v' or '\n':
                return " ";
            default:
                _doubts.Add(char.IsAsciiDigit(Next) || Next is 'N' or 'x' or 'u' or 'U' ? "a text in it has escapes that are not understood" : "a text in it has an unknown escape");
                return "";
        }
    }

    private void AddText(string prefix, string raw, string value)
    {
        var isFormatted = prefix.Contains('f') || prefix.Contains('t');
        var isDynamic = isFormatted && raw.Replace("{{", "", StringComparison.Ordinal).Contains('{');
        _tokens.Add(new PythonToken(PythonTokenKind.Text, value) { IsDynamic = isDynamic });
        if (!isDynamic)
        {
            return;
        }

        if (_depth >= MaxDepth)
        {
            _doubts.Add("its texts are nested too deep");
            return;
        }

        // Everything between braces, as code of its own; what is only text between two of them does no harm there.
        _tokens.Add(new PythonToken(PythonTokenKind.Operator, "{"));
        foreach (var part in raw.Replace("{{", "", StringComparison.Ordinal).Split('{').Skip(1))
        {
            var close = part.LastIndexOf('}');
            new PythonReader(close < 0 ? part : part[..close], _tokens, _doubts, _depth + 1).ReadAll();
        }

        _tokens.Add(new PythonToken(PythonTokenKind.Operator, "}"));
    }

    private string RestOfLine() => Take(character => character != '\n');

    private string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _code.Length && belongs(_code[_at]))
        {
            _at++;
        }

        return _code[start.._at];
    }

    private void Add(PythonTokenKind kind, string text) => _tokens.Add(new PythonToken(kind, text));
}
