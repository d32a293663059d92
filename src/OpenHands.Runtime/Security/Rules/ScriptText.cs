using System.Text.RegularExpressions;

namespace OpenHands.Security;

/// <summary>Tells the small programs of <c>sed</c> and <c>awk</c> that only print from those that may do more.</summary>
internal static partial class ScriptText
{
    /// <summary>Whether the program, or programs, that a tool is given among its arguments only choose and change text.</summary>
    public static bool IsHarmless(string name, IReadOnlyList<ShellWord> arguments) => name switch
    {
        "sed" => IsHarmlessSed(arguments),
        "awk" or "gawk" or "mawk" => arguments.All(word => !IsDoubtful(word) && !DangerousAwk().IsMatch(word.Text)),
        _ => true,
    };

    /// <summary>The arguments without the programs that follow <c>-e</c>, and whether there were any.</summary>
    public static (IReadOnlyList<ShellWord> Arguments, bool HadScripts) WithoutScripts(string name, IReadOnlyList<ShellWord> arguments)
    {
        if (name != "sed" || !arguments.Any(IsScriptOption))
        {
            return (arguments, false);
        }

        return ([.. arguments.Where((_, i) => i == 0 || !IsScriptOption(arguments[i - 1]))], true);
    }

    private static bool IsScriptOption(ShellWord word) => word.Text is "--expression" || (word.Text.StartsWith('-') && !word.Text.StartsWith("--", StringComparison.Ordinal) && word.Text.EndsWith('e'));

    private static bool IsHarmlessSed(IReadOnlyList<ShellWord> arguments)
    {
        var isScriptNext = false;
        var hasScript = arguments.Any(word => IsScriptOption(word) || word.Text.StartsWith("--expression=", StringComparison.Ordinal));
        foreach (var word in arguments)
        {
            var text = word.Text;
            var isOption = text.Length > 1 && text[0] == '-' && !isScriptNext;
            if (isOption && text.StartsWith("--expression=", StringComparison.Ordinal))
            {
                (text, isScriptNext) = (text["--expression=".Length..], true);
            }
            else if (isOption)
            {
                if (!SedOptions().IsMatch(text))
                {
                    return false;
                }

                isScriptNext = IsScriptOption(word);
                continue;
            }

            if ((isScriptNext || !hasScript) && (word.IsDynamic || !HarmlessSed().IsMatch(text)))
            {
                return false;
            }

            (hasScript, isScriptNext) = (true, false);
        }

        return true;
    }

    // Options of awk that bring code from elsewhere; -F and -v do not.
    private static bool IsDoubtful(ShellWord word) =>
        word.IsDynamic || (word.Text.Length > 1 && word.Text[0] == '-' && word.Text[1] is not ('F' or 'v') && word.Text != "--");

    [GeneratedRegex(@"^(?:-[nEruszb]*(?:e|i[A-Za-z.~_]*)?|--(?:quiet|silent|regexp-extended|in-place(?:=[A-Za-z.~_]*)?|expression|posix|debug|null-data|separate|unbuffered))\z", RegexOptions.NonBacktracking)]
    private static partial Regex SedOptions();

    // Addresses with p, d, q, =, or one s with plain delimiters and without the flags w and e; several with ';'.
    [GeneratedRegex(@"^(?:[0-9,$!+~ ]*(?:/[^/]*/)?(?:,[0-9$]+|,/[^/]*/)?[pdq=] *(?:;|\z)|[0-9,$ ]*s(?:/[^/;\n]*/[^/;\n]*/|\|[^|;\n]*\|[^|;\n]*\||#[^#;\n]*#[^#;\n]*#)[gpI0-9]* *(?:;|\z))+\z", RegexOptions.NonBacktracking)]
    private static partial Regex HarmlessSed();

    [GeneratedRegex(@"system|getline|[|>@]|ENVIRON|close *\(", RegexOptions.NonBacktracking)]
    private static partial Regex DangerousAwk();
}
