namespace OpenHands.Browsing.Language;

/// <summary>Reads browser actions: calls with Python literals as arguments, separated by white space, line ends or semicolons.</summary>
internal sealed class BrowserActionParser
{
    // Beyond this only a mistake or an attack nests.
    private const int DeepestList = 32;

    private readonly string _text;
    private readonly PythonLexer _lexer;

    private BrowserActionParser(string text)
    {
        _text = text;
        _lexer = new PythonLexer(text);
    }

    /// <summary>Reads all calls of a text.</summary>
    /// <exception cref="BrowserSyntaxException">It cannot be understood; line and column say where.</exception>
    public static IReadOnlyList<BrowserCall> Parse(string text)
    {
        var parser = new BrowserActionParser(text);
        var calls = new List<BrowserCall>();
        parser.SkipSeparators();
        while (!parser._lexer.IsAtEnd)
        {
            calls.Add(parser.TakeCall());
            parser.SkipSeparators();
        }

        return calls.Count > 0 ? calls : throw parser._lexer.Error(0, "there is no action. Write one, such as noop().");
    }

    private void SkipSeparators()
    {
        _lexer.SkipBlanks();
        while (_lexer.TryTake(';'))
        {
            _lexer.SkipBlanks();
        }
    }

    private BrowserCall TakeCall()
    {
        var start = _lexer.Index;
        var name = _lexer.TakeName();
        if (name.Length == 0)
        {
            throw _lexer.Error(start, $"an action such as click(\"12\") is expected, not {_lexer.Found()}.");
        }

        _lexer.SkipBlanks();
        if (!_lexer.TryTake('('))
        {
            throw _lexer.Error(_lexer.Index, $"'(' is expected behind '{name}', not {_lexer.Found()}.");
        }

        var arguments = TakeArguments();
        return new BrowserCall(name, SourcePosition.Of(_text, start), arguments, _text[start.._lexer.Index]);
    }

    private List<BrowserArgument> TakeArguments()
    {
        var arguments = new List<BrowserArgument>();
        _lexer.SkipBlanks();
        while (!_lexer.TryTake(')'))
        {
            arguments.Add(TakeArgument(arguments));
            _lexer.SkipBlanks();
            if (!_lexer.TryTake(',') && _lexer.Next != ')')
            {
                throw _lexer.Error(_lexer.Index, $"',' or ')' is expected, not {_lexer.Found()}.");
            }

            _lexer.SkipBlanks();
        }

        return arguments;
    }

    private BrowserArgument TakeArgument(List<BrowserArgument> before)
    {
        var start = _lexer.Index;
        var position = SourcePosition.Of(_text, start);
        if (_lexer.IsAtString())
        {
            return new BrowserArgument(null, TakePositional(before, start), position);
        }

        var name = _lexer.TakeName();
        _lexer.SkipBlanks();
        if (name.Length == 0 || !_lexer.TryTake('='))
        {
            return new BrowserArgument(null, name.Length == 0 ? TakePositional(before, start) : Checked(before, start, Word(name, start)), position);
        }

        if (before.Any(argument => argument.Name == name))
        {
            throw _lexer.Error(start, $"the argument '{name}' is given twice.");
        }

        _lexer.SkipBlanks();
        return new BrowserArgument(name, TakeValue(depth: 0), position);
    }

    private Literal TakePositional(List<BrowserArgument> before, int start) => Checked(before, start, TakeValue(depth: 0));

    private Literal Checked(List<BrowserArgument> before, int start, Literal value) =>
        before.Any(argument => argument.Name is not null) ? throw _lexer.Error(start, "an argument without a name cannot follow one with a name.") : value;

    private Literal TakeValue(int depth)
    {
        var start = _lexer.Index;
        if (_lexer.IsAtString())
        {
            return TakeText();
        }

        switch (_lexer.Next)
        {
            case '[' or '(':
                return TakeSequence(depth);
            case '+' or '-' or '.' or (>= '0' and <= '9'):
                return _lexer.TakeNumber();
            default:
                var word = _lexer.TakeName();
                return word.Length > 0 ? Word(word, start) : throw _lexer.Error(start, $"a value is expected, not {_lexer.Found()}.");
        }
    }

    // Strings that stand side by side are one.
    private Literal.Text TakeText()
    {
        var value = _lexer.TakeString();
        _lexer.SkipBlanks();
        while (_lexer.IsAtString())
        {
            value += _lexer.TakeString();
            _lexer.SkipBlanks();
        }

        return new Literal.Text(value);
    }

    private Literal TakeSequence(int depth)
    {
        var start = _lexer.Index;
        var close = _lexer.TryTake('[') ? ']' : ')';
        _ = close == ']' || _lexer.TryTake('(');
        if (depth == DeepestList)
        {
            throw _lexer.Error(start, $"lists are nested more than {DeepestList} deep.");
        }

        var items = new List<Literal>();
        var hasComma = false;
        _lexer.SkipBlanks();
        while (!_lexer.TryTake(close))
        {
            items.Add(TakeValue(depth + 1));
            _lexer.SkipBlanks();
            var separated = _lexer.TryTake(',');
            hasComma |= separated;
            if (!separated && _lexer.Next != close)
            {
                throw _lexer.Error(_lexer.Index, _lexer.IsAtEnd ? $"the list that begins in {SourcePosition.Of(_text, start)} has no closing '{close}'." : $"',' or '{close}' is expected, not {_lexer.Found()}.");
            }

            _lexer.SkipBlanks();
        }

        // In Python, parentheses around one value are no tuple.
        return close == ')' && items.Count == 1 && !hasComma ? items[0] : new Literal.Sequence(items);
    }

    private Literal Word(string word, int start) => word switch
    {
        "True" or "true" => new Literal.Truth(true),
        "False" or "false" => new Literal.Truth(false),
        "None" or "null" => new Literal.None(),
        _ => throw _lexer.Error(start, $"'{word}' is no value; strings stand in quotes."),
    };
}
