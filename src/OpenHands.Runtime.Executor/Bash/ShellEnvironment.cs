using System.Collections;
using OpenHands.Execution.Processes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Bash;

/// <summary>What commands find in their environment, and who the prompt says they are.</summary>
internal static class ShellEnvironment
{
    // A program that thinks itself before a person would page, colour, draw or wait.
    private static readonly Dictionary<string, string> s_forPrograms = new(StringComparer.Ordinal)
    {
        ["TERM"] = "dumb",
        ["PAGER"] = "cat",
        ["GIT_PAGER"] = "cat",
        ["MANPAGER"] = "cat",
        ["SYSTEMD_PAGER"] = "",
        ["SHELL"] = "/bin/bash",
        // bash must not show its default prompts before it has read our first line.
        ["PS1"] = "",
        ["PS2"] = "",
    };

    // Would change how bash itself runs, or belongs to the host program only.
    private static readonly HashSet<string> s_notInherited = new(StringComparer.Ordinal)
    {
        "PS0", "PS4", "PROMPT_COMMAND", "BASH_ENV", "ENV", "TMOUT", "MAILCHECK", "HISTFILE", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT",
        "COLUMNS", "LINES", "OLDPWD", "INPUTRC", "SHLVL",
    };

    /// <summary>The host program's environment, less what is not for commands, plus what keeps programs from waiting for a person.</summary>
    public static Dictionary<string, string> ForCommands(string workspacePath)
    {
        var environment = Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Where(variable => !s_notInherited.Contains((string)variable.Key))
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in s_forPrograms)
        {
            environment[name] = value;
        }

        environment["PWD"] = workspacePath;
        return environment;
    }

    /// <summary>The prompt of this process's account on this machine.</summary>
    public static PromptBlock Prompt(IReadOnlyDictionary<string, string> environment) =>
        new(AccountName.Current, Environment.MachineName, Libc.EffectiveUserId() == 0, environment.GetValueOrDefault("HOME"));
}
