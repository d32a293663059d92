namespace OpenHands.Security;

/// <summary>Finds every command that a script may run. It knows what bash's grammar can hide, and says so where it cannot follow.</summary>
internal sealed class ShellParser
{
    private const int MaxDepth = 24;

    private readonly ShellScript _script = new();
    private int _depth;

    /// <summary>Reads a script. Never throws; takes time in proportion to its length.</summary>
    public static ShellScript Parse(string text)
    {
        var parser = new ShellParser();
        parser.ParseText(text);
        return parser._script;
    }

    private void ParseText(string text) => Nested(() =>
    {
        var reader = new ShellReader(text, _script, (inner, end) => Nested(() => ParseList(inner, end)), ParseText);
        ParseList(reader, '\0');
    });

    private void Nested(Action parse)
    {
        if (_depth >= MaxDepth)
        {
            _script.Doubts.Add($"it is nested more than {MaxDepth} levels deep");
            return;
        }

        _depth++;
        parse();
        _depth--;
    }

    private void ParseList(ShellReader reader, char end) => new ListParser(_script, reader, Nested, isTopLevel: _depth == 1).Parse(end);
}
