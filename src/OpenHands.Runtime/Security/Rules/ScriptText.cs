using System.Text.RegularExpressions;

namespace OpenHands.Security;

/// <summary>Tells the small programs of <c>sed</c> and <c>awk</c> that only print from those that may do more.</summary>
internal static partial class ScriptText
{
    /// <summary>Whether the pattern, or program, that a tool is given only chooses and changes text.</summary>
    public static bool IsHarmless(string name, ShellWord script, IReadOnlyList<ShellWord> arguments) => name switch
    {
        "sed" => !script.IsDynamic && arguments.All(word => word.Text is not ("-f" or "--file")) && HarmlessSed().IsMatch(script.Text),
        "awk" or "gawk" or "mawk" => !script.IsDynamic && !DangerousAwk().IsMatch(script.Text),
        _ => true,
    };

    // Addresses with p, d, q, =, or one s with plain delimiters and without the flags w and e; several with ';'.
    [GeneratedRegex(@"^(?:[0-9,$!+~ ]*(?:/[^/]*/)?(?:,[0-9$]+|,/[^/]*/)?[pdq=] *(?:;|\z)|[0-9,$ ]*s(?:/[^/;\n]*/[^/;\n]*/|\|[^|;\n]*\|[^|;\n]*\||#[^#;\n]*#[^#;\n]*#)[gpI0-9]* *(?:;|\z))+\z", RegexOptions.NonBacktracking)]
    private static partial Regex HarmlessSed();

    [GeneratedRegex(@"system|getline|[|>@]|ENVIRON|close *\(", RegexOptions.NonBacktracking)]
    private static partial Regex DangerousAwk();
}
