namespace OpenHands.Security;

/// <summary>The arguments of one call, as far as they are plain text.</summary>
internal sealed class PythonArguments
{
    // Nobody writes longer ones by hand; reading them over and over would take a while.
    private const int MaxTokens = 1000;

    private readonly List<List<PythonToken>> _positional = [];
    private readonly Dictionary<string, List<PythonToken>> _named = new(StringComparer.Ordinal);

    private PythonArguments()
    {
    }

    /// <summary>Reads from the opening parenthesis on.</summary>
    public static PythonArguments Read(List<PythonToken> tokens, int open)
    {
        var arguments = new PythonArguments();
        var depth = 0;
        var current = new List<PythonToken>();
        var end = Math.Min(tokens.Count, open + MaxTokens);
        for (var i = open; i < end; i++)
        {
            var token = tokens[i];
            depth += token.Kind != PythonTokenKind.Operator ? 0 : token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            if (depth == 0 || (depth == 1 && token.Is(",")))
            {
                arguments.Add(current);
                current = [];
                if (depth == 0)
                {
                    return arguments;
                }
            }
            else if (i > open && token.Kind != PythonTokenKind.LineEnd)
            {
                current.Add(token);
            }
        }

        // They do not end, or not soon: nothing is known of them.
        return new PythonArguments();
    }

    /// <summary>An argument by its place: its text if it is plain, something unknown if it is not; <see langword="null"/> when there is none.</summary>
    public ShellWord? Positional(int index) => index < _positional.Count ? AsWord(_positional[index]) : null;

    /// <summary>An argument by its name.</summary>
    public ShellWord? Named(string name) => _named.TryGetValue(name, out var tokens) ? AsWord(tokens) : null;

    public bool HasNamed(string name) => _named.ContainsKey(name);

    /// <summary>The first argument as a list of plain texts; <see langword="null"/> when it is something else.</summary>
    public IReadOnlyList<ShellWord>? FirstList()
    {
        if (_positional.Count == 0 || _positional[0] is not [{ Text: "[", Kind: PythonTokenKind.Operator }, .., { Text: "]", Kind: PythonTokenKind.Operator }] list)
        {
            return null;
        }

        var words = new List<ShellWord>();
        for (var i = 1; i < list.Count - 1; i++)
        {
            var isItem = i % 2 == 1;
            if (isItem ? list[i].Kind != PythonTokenKind.Text : !list[i].Is(","))
            {
                return null;
            }

            if (isItem)
            {
                words.Add(new ShellWord(list[i].Text) { IsDynamic = list[i].IsDynamic, IsQuoted = true });
            }
        }

        return words;
    }

    private void Add(List<PythonToken> argument)
    {
        if (argument is [{ Kind: PythonTokenKind.Name, Text: var name }, { Text: "=", Kind: PythonTokenKind.Operator }, .. var value] && !(value.Count > 0 && value[0].Is("=")))
        {
            _named[name] = value;
        }
        else if (argument.Count > 0)
        {
            _positional.Add(argument);
        }
    }

    private static ShellWord AsWord(List<PythonToken> tokens) => tokens is [{ Kind: PythonTokenKind.Text, Text: var text, IsDynamic: false }]
        ? new ShellWord(text)
        : new ShellWord(string.Concat(tokens.Select(token => token.Text))) { IsDynamic = true };
}
