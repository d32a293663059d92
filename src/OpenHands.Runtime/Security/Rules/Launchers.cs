using System.Collections.Frozen;

namespace OpenHands.Security;

/// <summary>A program that only starts another: how to find that one among its arguments.</summary>
/// <param name="OptionsWithValue">Options whose value is the next word.</param>
/// <param name="Operands">Words of its own before the program.</param>
internal sealed record Launcher(string[] OptionsWithValue, int Operands = 0)
{
    /// <summary>Whether <c>NAME=value</c> may stand before the program.</summary>
    public bool TakesVariables { get; init; }

    /// <summary>Whether it adds arguments that are known only when it runs.</summary>
    public bool AddsArguments { get; init; }

    /// <summary>Options after which it does not start what follows, or not only that.</summary>
    public string[] Doubtful { get; init; } = [];

    /// <summary>Takes its own arguments away.</summary>
    public Launched Take(IReadOnlyList<ShellWord> arguments)
    {
        var variables = new List<string>();
        var own = Operands;
        var i = 0;
        string? doubt = null;
        for (; i < arguments.Count; i++)
        {
            var text = arguments[i].Text;
            if (text == "--")
            {
                i++;
                break;
            }

            if (text.Length > 1 && text[0] == '-')
            {
                doubt = Doubtful.Any(option => text.StartsWith(option, StringComparison.Ordinal)) ? $"has the option {text}, whose effect is not judged" : doubt;
                i += OptionsWithValue.Contains(text) ? 1 : 0;
            }
            else if (TakesVariables && text.IndexOf('=') is var equals and > 0)
            {
                variables.Add(text[..equals]);
            }
            else if (own-- <= 0)
            {
                break;
            }
        }

        var words = arguments.Skip(i).ToList();
        if (AddsArguments && words.Count > 0)
        {
            words.Add(new ShellWord("…") { IsDynamic = true });
        }

        return new Launched(words, variables, doubt);
    }
}

/// <summary>What a launcher starts.</summary>
internal sealed record Launched(IReadOnlyList<ShellWord> Words, IReadOnlyList<string> Variables, string? Doubt);

/// <summary>The programs that only start another.</summary>
internal static class Launchers
{
    private static readonly FrozenDictionary<string, Launcher> s_all = new Dictionary<string, Launcher>(StringComparer.Ordinal)
    {
        ["sudo"] = new(["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group"]) { TakesVariables = true, Doubtful = ["-i", "-s", "-e", "--login", "--shell", "--edit", "-R", "--chroot"] },
        ["doas"] = new(["-u", "-C"]) { Doubtful = ["-s", "-C"] },
        ["env"] = new(["-u", "-C", "--unset", "--chdir"]) { TakesVariables = true, Doubtful = ["-S", "--split-string", "-C", "--chdir"] },
        ["nohup"] = new([]),
        ["setsid"] = new([]),
        ["nice"] = new(["-n", "--adjustment"]),
        ["ionice"] = new(["-c", "-n", "-p", "--class", "--classdata"]),
        ["timeout"] = new(["-s", "-k", "--signal", "--kill-after"], Operands: 1),
        ["time"] = new(["-f", "-o", "--format", "--output"]) { Doubtful = ["-o", "--output"] },
        ["stdbuf"] = new(["-i", "-o", "-e"]),
        ["command"] = new([]),
        ["builtin"] = new([]),
        ["exec"] = new(["-a"]),
        ["xargs"] = new(["-I", "-i", "-n", "-P", "-L", "-l", "-d", "-E", "-s", "-a", "--max-args", "--max-procs", "--replace", "--arg-file", "--delimiter"]) { AddsArguments = true },
        ["busybox"] = new([]),
        ["toybox"] = new([]),
        ["flock"] = new(["-w", "-E", "--timeout"], Operands: 1) { Doubtful = ["-c", "--command"] },
        ["unbuffer"] = new([]),
    }.ToFrozenDictionary();

    public static Launcher? Find(string name) => s_all.GetValueOrDefault(name);
}
