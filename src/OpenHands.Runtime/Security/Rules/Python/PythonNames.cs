using System.Collections.Frozen;

namespace OpenHands.Security;

/// <summary>What the names of one cell stand for.</summary>
internal sealed class PythonNames
{
    private static readonly FrozenSet<string> s_keywords = new[]
    {
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    }.ToFrozenSet();

    private readonly Dictionary<string, string> _imported = new(StringComparer.Ordinal) { ["np"] = "numpy", ["pd"] = "pandas", ["plt"] = "matplotlib.pyplot" };
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <summary>Modules and members that the cell imports, and under what name.</summary>
    public List<(string Name, string As, bool IsMember)> Imports { get; } = [];

    public static bool IsKeyword(string name) => s_keywords.Contains(name);

    /// <summary>Reads what a cell imports and which names it makes itself.</summary>
    public PythonNames(List<PythonToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != PythonTokenKind.Name)
            {
                continue;
            }

            var isStatement = i == 0 || tokens[i - 1].Kind == PythonTokenKind.LineEnd || tokens[i - 1].Is(";") || tokens[i - 1].Is(":");
            if (isStatement && tokens[i].Text is "import" or "from")
            {
                ReadImport(tokens, i);
            }
            else if (!IsKeyword(tokens[i].Text) && Makes(tokens, i))
            {
                _own.Add(tokens[i].Text);
            }
        }
    }

    /// <summary>Whether the cell gives that name a value of its own.</summary>
    public bool IsOwn(string name) => _own.Contains(name);

    /// <summary>A dotted name with what its first part was imported as.</summary>
    public string Resolve(string root, string rest) => (_imported.GetValueOrDefault(root) ?? root) + rest;

    public bool IsImported(string root) => _imported.ContainsKey(root);

    private static bool Makes(List<PythonToken> tokens, int i)
    {
        var before = i > 0 ? tokens[i - 1] : default;
        var after = i + 1 < tokens.Count ? tokens[i + 1] : default;
        var afterNext = i + 2 < tokens.Count ? tokens[i + 2] : default;
        return before is { Text: "def" or "class" or "as" or "for" or "lambda", Kind: PythonTokenKind.Name }
            || (after.Is("=") && !afterNext.Is("=") && !before.Is("."))
            || (after.Is(":") && afterNext.Is("="))
            || (before.Is(",") && (after.Is(",") || after.Is("in") || after.Is(":") || after.Is(")")));
    }

    private void ReadImport(List<PythonToken> tokens, int i)
    {
        var isFrom = tokens[i].Text == "from";
        i++;
        var module = ReadDotted(tokens, ref i);
        if (!isFrom)
        {
            Add(module, module, ReadAs(tokens, ref i), isMember: false);
            while (i < tokens.Count && tokens[i].Is(","))
            {
                i++;
                var next = ReadDotted(tokens, ref i);
                Add(next, next, ReadAs(tokens, ref i), isMember: false);
            }

            return;
        }

        for (i++; i < tokens.Count; i++)
        {
            if (tokens[i].Is("(") || tokens[i].Is(",") || (tokens[i].Kind == PythonTokenKind.LineEnd && tokens[i - 1] is { Text: "(" or "," }))
            {
                continue;
            }

            if (!tokens[i].Is("*") && tokens[i].Kind != PythonTokenKind.Name)
            {
                return;
            }

            var member = tokens[i].Text;
            i++;
            Add($"{module}.{member}", member, ReadAs(tokens, ref i), isMember: true);
            i--;
        }
    }

    private static string ReadDotted(List<PythonToken> tokens, ref int i)
    {
        var name = "";
        for (; i < tokens.Count && (tokens[i].Is(".") || (tokens[i].Kind == PythonTokenKind.Name && !IsKeyword(tokens[i].Text))); i++)
        {
            name += tokens[i].Text;
        }

        return name;
    }

    private static string? ReadAs(List<PythonToken> tokens, ref int i)
    {
        if (i + 1 >= tokens.Count || !tokens[i].Is("as"))
        {
            return null;
        }

        i += 2;
        return tokens[i - 1].Text;
    }

    private void Add(string full, string name, string? alias, bool isMember)
    {
        Imports.Add((full, alias ?? name, isMember));
        if (alias is not null || isMember)
        {
            _imported[alias ?? name] = full;
        }
        else
        {
            _imported[full.Split('.')[0]] = full.Split('.')[0];
        }
    }
}
