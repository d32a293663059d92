using System.Text;

namespace OpenHands.Security;

/// <summary>Reads the words of a script: quotes, escapes, expansions. What runs inside of a word is handed to the parser.</summary>
internal sealed partial class ShellReader(string text, ShellScript script, Action<ShellReader, char> readCommands, Action<string> readText)
{
    private const int MaxBraceScan = 256;
    private const int MaxNesting = 64;

    // "function" is the longest word of the grammar.
    private const int MaxReserved = 8;

    private readonly ShellVariables _variables = new(text);
    private int _nesting;

    public int Position { get; set; }

    public string Text => text;

    public ShellVariables Variables => _variables;

    public bool IsAtEnd => Position >= text.Length;

    public char Current => Position < text.Length ? text[Position] : '\0';

    public char Next => Position + 1 < text.Length ? text[Position + 1] : '\0';

    public bool StartsWith(string expected) => string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;

    public void Doubt(string reason) => script.Doubts.Add(reason);

    /// <summary>Passes blanks and continued lines.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (Current is ' ' or '\t')
            {
                Position++;
            }
            else if (Current == '\\' && Next == '\n')
            {
                Position += 2;
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Reads the word that begins here.</summary>
    public ShellWord ReadWord()
    {
        var word = new WordBuilder();
        while (!IsAtEnd && !IsMeta(Current))
        {
            switch (Current)
            {
                case '\\':
                    ReadEscape(word);
                    break;
                case '\'':
                    Position++;
                    word.IsQuoted = true;
                    word.Add(ReadTo('\'', "a single quote is not closed"));
                    break;
                case '"':
                    Position++;
                    ReadDoubleQuotes(word);
                    break;
                case '$':
                    ReadDollar(word, isQuoted: false);
                    break;
                case '`':
                    ReadBackticks(word);
                    break;
                default:
                    ReadPlain(word);
                    break;
            }
        }

        return word.ToWord();
    }

    /// <summary>Reads a text in which only expansions count, for what they run.</summary>
    public void ReadExpansionsOf(string body) => new ShellReader(body, script, readCommands, readText).ReadExpanded(new WordBuilder(), '\0');

    /// <summary>The word that begins here, as it is written, if it is short and has no quotes or expansions; otherwise an empty one. Stays where it is.</summary>
    public string PeekPlainWord()
    {
        var end = Position;
        while (end < text.Length && end - Position <= MaxReserved && !IsMeta(text[end]))
        {
            end++;
        }

        return end - Position > MaxReserved ? "" : text[Position..end];
    }

    private static bool IsMeta(char character) => character is ' ' or '\t' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')';

    private void ReadPlain(WordBuilder word)
    {
        var character = Current;
        Position++;
        switch (character)
        {
            case '*' or '?' or '[':
                word.IsGlob = true;
                break;
            case '{' when IsBraceExpansion():
                word.IsDynamic = true;
                break;
        }

        word.Add(character);

        // Extended patterns: ?(a|b). The shell has them off unless somebody turned them on.
        if (Current == '(' && character is ('?' or '*' or '+' or '@' or '!'))
        {
            Doubt("it has a pattern that is not understood");
        }
    }

    private bool IsBraceExpansion()
    {
        for (var i = Position; i < text.Length && text[i] is not (' ' or '\t' or '\n'); i++)
        {
            if (i - Position > MaxBraceScan)
            {
                return true;
            }

            if (text[i] == ',' || (text[i] == '.' && i + 1 < text.Length && text[i + 1] == '.'))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadEscape(WordBuilder word)
    {
        if (Next == '\n')
        {
            Position += 2;
            return;
        }

        word.IsQuoted = true;
        if (Next != '\0')
        {
            word.Add(Next);
        }

        Position += 2;
    }

    private void ReadDoubleQuotes(WordBuilder word)
    {
        word.IsQuoted = true;
        ReadExpanded(word, '"');
    }

    private void ReadExpanded(WordBuilder word, char end)
    {
        while (!IsAtEnd)
        {
            switch (Current)
            {
                case var character when character == end && end != '\0':
                    Position++;
                    return;
                case '\\' when Next is '$' or '`' or '\\' or '\n' || (Next == '"' && end == '"'):
                    word.Add(Next == '\n' ? "" : Next.ToString());
                    Position += 2;
                    break;
                case '$':
                    ReadDollar(word, isQuoted: true);
                    break;
                case '`':
                    ReadBackticks(word);
                    break;
                case var character:
                    word.Add(character);
                    Position++;
                    break;
            }
        }

        if (end != '\0')
        {
            Doubt("a double quote is not closed");
        }
    }

    private string ReadTo(char end, string otherwise)
    {
        var close = text.IndexOf(end, Position);
        if (close < 0)
        {
            Doubt(otherwise);
            close = text.Length;
        }

        var content = text[Position..close];
        Position = Math.Min(close + 1, text.Length);
        return content;
    }

    private void ReadBackticks(WordBuilder word)
    {
        var inner = new StringBuilder();
        for (Position++; !IsAtEnd && Current != '`'; Position++)
        {
            if (Current == '\\' && Next is ('`' or '$' or '\\'))
            {
                Position++;
            }

            inner.Append(Current);
        }

        if (IsAtEnd)
        {
            Doubt("a backtick is not closed");
        }

        Position++;
        readText(inner.ToString());
        word.AddUnknown("`…`");
    }

    private sealed class WordBuilder
    {
        private readonly StringBuilder _text = new();

        public bool IsDynamic { get; set; }

        public bool IsGlob { get; set; }

        public bool IsQuoted { get; set; }

        public void Add(char character) => _text.Append(character);

        public void Add(string part) => _text.Append(part);

        public void Add(ShellWord part)
        {
            _text.Append(part.Text);
            IsDynamic |= part.IsDynamic;
        }

        public void AddUnknown(string shown)
        {
            _text.Append(shown);
            IsDynamic = true;
        }

        public ShellWord ToWord() => new(_text.ToString()) { IsDynamic = IsDynamic, IsGlob = IsGlob, IsQuoted = IsQuoted };
    }
}
