namespace OpenHands.Security;

/// <summary>Whether a rule is about a command.</summary>
internal static class CommandMatch
{
    public static bool Fits(CommandRule rule, string name, IReadOnlyList<ShellWord> arguments) =>
        rule.Programs.Any(pattern => Glob.Matches(pattern, name))
        && (rule.Subcommands.Count == 0 || HasSubcommand(rule.Subcommands, arguments))
        && (rule.Options.Count == 0 || rule.Options.Any(option => arguments.Any(word => IsOption(option, word))));

    private static bool HasSubcommand(StringList subcommands, IReadOnlyList<ShellWord> arguments)
    {
        var words = arguments.SkipWhile(word => word.Text.StartsWith('-')).TakeWhile(word => word.IsConstant).Select(word => word.Text).ToList();
        return subcommands.Any(subcommand =>
        {
            var expected = subcommand.Split(' ');
            return words.Count >= expected.Length && expected.SequenceEqual(words.Take(expected.Length));
        });
    }

    private static bool IsOption(string option, ShellWord word)
    {
        var text = word.Text;
        return text == option
            || (option.StartsWith("--", StringComparison.Ordinal) && text.StartsWith(option, StringComparison.Ordinal) && text.Length > option.Length && text[option.Length] == '=')

            // -r within -fr, but not within --recursive or -rx/y.
            || (option.Length == 2 && option[0] == '-' && text.Length > 2 && text[0] == '-' && text[1] != '-' && text.Contains(option[1]));
    }
}
