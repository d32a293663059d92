namespace OpenHands.Security;

/// <summary>Judges what a program is given, by what it does with it.</summary>
internal sealed class OperandJudge(PathJudge paths, HostJudge hosts, Findings findings, Action<ShellWord> judgeText, Action<IReadOnlyList<ShellWord>> judgeProgram)
{
    /// <summary>Judges the arguments of one command.</summary>
    /// <param name="use">What the program does with them.</param>
    /// <param name="name">The program.</param>
    /// <param name="arguments">All of them, options too.</param>
    /// <param name="directory">Where relative paths begin.</param>
    /// <param name="isKnown">Whether a rule knows the program; otherwise words that are no paths mean nothing.</param>
    public void Judge(OperandUse use, string name, IReadOnlyList<ShellWord> arguments, string directory, bool isKnown)
    {
        switch (use)
        {
            case OperandUse.Text:
                JudgeSecrets(name, arguments, directory);
                break;
            case OperandUse.Shell:
                arguments.ToList().ForEach(judgeText);
                break;
            case OperandUse.Program:
                judgeProgram(arguments);
                break;
            case OperandUse.Fetch:
                JudgeAddresses(arguments, directory);
                break;
            default:
                JudgeFiles(use, name, arguments, directory, isKnown);
                break;
        }
    }

    private void JudgeFiles(OperandUse use, string name, IReadOnlyList<ShellWord> arguments, string directory, bool isKnown)
    {
        var (operands, hadScripts) = ScriptText.WithoutScripts(name, arguments);
        var words = Files(operands).ToList();
        if (!isKnown)
        {
            words.RemoveAll(word => !word.IsDynamic && !word.Text.StartsWith('/') && !word.Text.StartsWith('~') && !word.Text.Contains("..", StringComparison.Ordinal));
        }

        if (!ScriptText.IsHarmless(name, arguments))
        {
            findings.Add(SecurityRisk.Unknown, $"'{name}' has a program of its own, which may run or write anything.");
        }

        // What patterns are read from is a file; a pattern itself may look like one.
        if (use == OperandUse.PatternThenRead && words.Count > 0 && !hadScripts && !arguments.Any(word => word.Text is "-f" or "--file" || word.Text.StartsWith("--file=", StringComparison.Ordinal)))
        {
            words.RemoveAt(0);
        }

        for (var i = 0; i < words.Count; i++)
        {
            var access = use switch
            {
                OperandUse.Write or OperandUse.Delete => PathAccess.Write,
                OperandUse.Copy when i > 0 && i == words.Count - 1 => PathAccess.Write,
                _ => PathAccess.Read,
            };
            if (use == OperandUse.Delete && paths.IsWorkspaceItself(words[i], directory))
            {
                findings.Add(SecurityRisk.High, $"{Findings.Quote(words[i].Text)} is the whole workspace, or more.");
            }

            paths.Judge(words[i], directory, access, findings);
        }
    }

    // Programs that do nothing with files usually can be made to show one.
    private void JudgeSecrets(string name, IReadOnlyList<ShellWord> arguments, string directory)
    {
        if (name is "echo" or "printf" or ":" or "true" or "false" or "ls" or "test" or "[")
        {
            return;
        }

        foreach (var word in Files(arguments).Where(word => word.IsConstant && !word.Text.Contains(' ')))
        {
            var found = new Findings();
            paths.Judge(word, directory, PathAccess.Read, found);
            if (found.Verdict.Risk == SecurityRisk.High)
            {
                findings.Add(SecurityRisk.High, found.Verdict.Reason);
            }
        }
    }

    private void JudgeAddresses(IReadOnlyList<ShellWord> arguments, string directory)
    {
        foreach (var word in Files(arguments))
        {
            // A name without a slash or a dot may be a package, a branch or a header.
            var text = word.Text;
            if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            {
                paths.Judge(word with { Text = text[5..].Replace("//", "/", StringComparison.Ordinal) }, directory, PathAccess.Read, findings);
            }
            else if (word.IsDynamic || text.Contains("://", StringComparison.Ordinal) || (text.Contains('@') && text.Contains(':')))
            {
                hosts.JudgeUrl(word with { IsDynamic = word.IsDynamic && !HasConstantHost(text) }, findings);
            }
            else if (text.StartsWith('/') || text.StartsWith('~') || text.StartsWith("..", StringComparison.Ordinal))
            {
                paths.Judge(word, directory, PathAccess.Write, findings);
            }
            else if (HostJudge.HostOf(text) is { } host && (host.Contains('.') || host == "localhost" || char.IsAsciiDigit(host[0])))
            {
                hosts.Judge(host, findings);
            }
        }
    }

    // https://example.org/$x: what is not known comes after the machine.
    private static bool HasConstantHost(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var slash = scheme < 0 ? -1 : text.IndexOf('/', scheme + 3);
        return slash > 0 && text.AsSpan(0, slash).IndexOfAny('$', '`', '@') < 0;
    }

    // Operands, and what hangs on options: --file=/etc/x, -f/etc/x, of=/dev/sda.
    private static IEnumerable<ShellWord> Files(IReadOnlyList<ShellWord> arguments)
    {
        var isOperand = false;
        foreach (var word in arguments)
        {
            var text = word.Text;
            var equals = text.IndexOf('=');
            if (text == "--" && !isOperand)
            {
                isOperand = true;
            }
            else if (isOperand || !text.StartsWith('-') || word.IsDynamic)
            {
                yield return equals > 0 && !text.Contains("://", StringComparison.Ordinal) && text.AsSpan(0, equals).IndexOfAny('/', '$') < 0 ? word with { Text = text[(equals + 1)..] } : word;
            }
            else if (equals > 0)
            {
                yield return word with { Text = text[(equals + 1)..] };
            }
            else if (text.AsSpan().IndexOfAny('/', '~') is var slash and > 0)
            {
                yield return word with { Text = text[slash..] };
            }
        }
    }
}
