using System.Buffers;

namespace OpenHands.Security;

/// <summary>Values of variables that a script sets once, plainly, before it uses them. Everything else is unknown.</summary>
internal sealed class ShellVariables(string script)
{
    private static readonly SearchValues<char> s_split = SearchValues.Create(" \t\n*?[");

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Set(string name, string value)
    {
        if (IsNamedOnce(name))
        {
            _values[name] = value;
        }
    }

    public ShellWord Expand(string name, bool isQuoted)
    {
        if (name == "HOME" && Occurrences("HOME") == 0)
        {
            return new ShellWord("~");
        }

        // What splits into words, or is a pattern, is left to the shell.
        return _values.TryGetValue(name, out var value) && (isQuoted || (value.Length > 0 && value.AsSpan().IndexOfAny(s_split) < 0))
            ? new ShellWord(value)
            : new ShellWord($"${name}") { IsDynamic = true };
    }

    // A name that stands anywhere else without its dollar may be set again there: by read, for, export, a later assignment…
    private bool IsNamedOnce(string name) => Occurrences(name) == 1;

    private int Occurrences(string name)
    {
        var count = 0;
        for (var at = script.IndexOf(name, StringComparison.Ordinal); at >= 0 && count < 2; at = script.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            var isWhole = (at == 0 || !IsNameCharacter(script[at - 1])) && (end == script.Length || !IsNameCharacter(script[end]));
            var isUse = at > 0 && (script[at - 1] == '$' || (at > 1 && script[at - 1] == '{' && script[at - 2] == '$' && end < script.Length && script[end] == '}'));
            count += isWhole && !isUse ? 1 : 0;
        }

        return count;
    }

    public static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
