namespace OpenHands.Security;

/// <summary>Judges cells. Low is only what uses nothing but names that rules call low; what it cannot follow is unknown.</summary>
internal sealed class PythonJudge(SecurityPolicy policy, PathJudge paths, HostJudge hosts, CommandJudge commands, Findings findings)
{
    private readonly string _directory = policy.Workspace[0];

    public void Judge(string code)
    {
        var cell = code.TrimStart();
        if (cell.StartsWith("%%", StringComparison.Ordinal))
        {
            JudgeCellMagic(cell);
            return;
        }

        var (tokens, doubts) = PythonReader.Read(code);
        foreach (var doubt in doubts)
        {
            findings.Add(SecurityRisk.Unknown, $"The code is not understood: {doubt}.");
        }

        var names = new PythonNames(tokens);
        foreach (var import in names.Imports)
        {
            JudgeImport(import.Name, import.As, import.IsMember);
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            JudgeToken(tokens, ref i, names);
        }
    }

    private void JudgeCellMagic(string cell)
    {
        var end = cell.IndexOf('\n');
        var (magic, body) = end < 0 ? (cell, "") : (cell[..end].Trim(), cell[(end + 1)..]);
        switch (magic)
        {
            case "%%bash" or "%%sh":
                commands.JudgeText(new ShellWord(body));
                break;
            case "%%time" or "%%capture":
                Judge(body);
                break;
            default:
                findings.Add(SecurityRisk.Unknown, $"{Findings.Quote(magic)} is a kind of cell that is not understood.");
                break;
        }
    }

    private void JudgeImport(string name, string alias, bool isMember)
    {
        if (isMember ? name.EndsWith(".*", StringComparison.Ordinal) : RuleFor(name) is { Risk: not SecurityRisk.Low } or null)
        {
            findings.Add(isMember ? SecurityRisk.Unknown : RuleFor(name)?.Risk ?? SecurityRisk.Unknown, $"It imports {name}, {(isMember ? "whatever that holds" : RuleFor(name)?.Reason is { } reason ? $"which {reason}" : "which no rule knows")}.");
        }
        else if (isMember)
        {
            JudgeUse(name, arguments: null);
        }
        else if (alias != name && (name, alias) is not (("numpy", "np") or ("pandas", "pd") or ("matplotlib.pyplot", "plt")))
        {
            findings.Add(SecurityRisk.Unknown, $"It imports {name} under another name, which later cells may use.");
        }
    }

    private void JudgeToken(List<PythonToken> tokens, ref int i, PythonNames names)
    {
        var token = tokens[i];
        switch (token.Kind)
        {
            case PythonTokenKind.Shell:
                commands.JudgeText(new ShellWord(token.Text) { IsDynamic = token.Text.Contains('{') });
                break;
            case PythonTokenKind.Magic:
                JudgeMagic(token.Text);
                break;
            case PythonTokenKind.Text:
                JudgeText(token);
                break;
            case PythonTokenKind.Name when token.Text is "import" or "from":
                while (i + 1 < tokens.Count && tokens[i + 1].Kind != PythonTokenKind.LineEnd && !tokens[i + 1].Is(";"))
                {
                    i++;
                }

                break;
            case PythonTokenKind.Name when !PythonNames.IsKeyword(token.Text):
                JudgeName(tokens, ref i, names);
                break;
        }
    }

    private void JudgeName(List<PythonToken> tokens, ref int i, PythonNames names)
    {
        var start = i;
        var parts = new List<string> { tokens[i].Text };
        while (i + 2 < tokens.Count && tokens[i + 1].Is(".") && tokens[i + 2].Kind == PythonTokenKind.Name)
        {
            parts.Add(tokens[i + 2].Text);
            i += 2;
        }

        var before = start > 0 ? tokens[start - 1] : default;
        var after = i + 1 < tokens.Count ? tokens[i + 1] : default;
        var isDefined = before.Is("def") || before.Is("class");
        if (parts.Any(part => part.StartsWith("__", StringComparison.Ordinal) && part is not "__name__") && !isDefined)
        {
            findings.Add(SecurityRisk.Unknown, $"It uses {Findings.Quote(string.Join('.', parts))}, which reaches inside of Python.");
            return;
        }

        if (isDefined || (parts.Count == 1 && IsNamedArgument(after, i + 2 < tokens.Count ? tokens[i + 2] : default) && !before.Is(".")))
        {
            return;
        }

        if (parts.Count == 1 && IPythonWords.IsCommand(parts[0]) && BeginsStatement(before) && !names.IsOwn(parts[0]) && !IPythonWords.IsPython(after))
        {
            findings.Add(SecurityRisk.Unknown, $"IPython takes '{parts[0]}' at the beginning of a line as a command of its own.");
            return;
        }

        var open = i + 1;
        var arguments = after.Is("(") ? new Lazy<PythonArguments>(() => PythonArguments.Read(tokens, open)) : null;
        var isMember = before.Is(".");
        var full = isMember ? "?." + string.Join('.', parts) : names.Resolve(parts[0], parts.Count > 1 ? "." + string.Join('.', parts.Skip(1)) : "");
        if (!isMember && (names.IsImported(parts[0]) || RuleFor(names.Resolve(parts[0], "")) is not null))
        {
            JudgeUse(full, arguments, isBare: parts.Count == 1);
            return;
        }

        JudgeMembers(parts, isMember, arguments);
        if (!isMember && parts.Count == 1 && arguments is not null && !names.IsOwn(parts[0]))
        {
            findings.Add(SecurityRisk.Unknown, $"No rule knows {Findings.Quote(parts[0])}, which it calls.");
        }
    }

    private static bool BeginsStatement(PythonToken before) => before.Kind == PythonTokenKind.LineEnd || before.Text is null || before.Is(";");

    private static bool IsNamedArgument(PythonToken after, PythonToken next) => after.Is("=") && !next.Is("=");

    // Members of something that is known only when it runs.
    private void JudgeMembers(List<string> parts, bool isMember, Lazy<PythonArguments>? arguments)
    {
        for (var p = isMember ? 0 : 1; p < parts.Count; p++)
        {
            if (parts[p].StartsWith('_'))
            {
                findings.Add(SecurityRisk.Unknown, $"It uses the private member {parts[p]}.");
            }
            else if (RuleFor($"?.{parts[p]}") is { } rule)
            {
                Apply(rule, $"?.{parts[p]}", p == parts.Count - 1 ? arguments : null);
            }
        }
    }

    private void JudgeUse(string name, Lazy<PythonArguments>? arguments, bool isBare = false)
    {
        if (name.Contains("._", StringComparison.Ordinal))
        {
            findings.Add(SecurityRisk.Unknown, $"It uses {Findings.Quote(name)}, a private member.");
        }
        else if (RuleFor(name) is not { } rule)
        {
            findings.Add(SecurityRisk.Unknown, $"No rule knows {Findings.Quote(name)}.");
        }
        else if (isBare && arguments is null && policy.Code.Any(other => other.Names.Any(pattern => pattern.StartsWith(name + ".", StringComparison.Ordinal))))
        {
            findings.Add(SecurityRisk.Unknown, $"It hands on the module {name}.");
        }
        else
        {
            Apply(rule, name, arguments);
        }
    }

    private void Apply(NameRule rule, string name, Lazy<PythonArguments>? arguments)
    {
        findings.Add(rule.Risk, $"'{name.Replace("?.", "", StringComparison.Ordinal)}' {rule.Reason}.");
        if (rule.Arguments == OperandUse.Text)
        {
            return;
        }

        if (arguments is null)
        {
            findings.Add(SecurityRisk.Unknown, $"It hands on {name}, so what that is called with is not known.");
            return;
        }

        JudgeArguments(rule.Arguments, name, arguments.Value);
    }

    private void JudgeArguments(OperandUse use, string name, PythonArguments arguments)
    {
        var first = arguments.Positional(0) ?? new ShellWord("its argument") { IsDynamic = true };
        switch (use)
        {
            case OperandUse.Shell:
                commands.JudgeText(first);
                break;
            case OperandUse.Program when arguments.FirstList() is { } words:
                commands.JudgeProgram(words);
                break;
            case OperandUse.Program:
                commands.JudgeText(first);
                break;
            case OperandUse.Fetch:
                hosts.JudgeUrl(first, findings);
                break;
            case OperandUse.Copy:
                paths.Judge(first, _directory, PathAccess.Read, findings);
                paths.Judge(arguments.Positional(1) ?? new ShellWord("its second argument") { IsDynamic = true }, _directory, PathAccess.Write, findings);
                break;
            case OperandUse.Delete when paths.IsWorkspaceItself(first, _directory):
                findings.Add(SecurityRisk.High, $"{Findings.Quote(first.Text)} is the whole workspace, or more.");
                break;
            case OperandUse.Read when name is "open" or "io.open" or "codecs.open":
                var mode = arguments.Positional(1) ?? arguments.Named("mode") ?? new ShellWord("r");
                var isRead = !mode.IsDynamic && mode.Text.AsSpan().IndexOfAny("wax+") < 0;
                paths.Judge(arguments.Positional(0) ?? arguments.Named("file") ?? first, _directory, isRead ? PathAccess.Read : PathAccess.Write, findings);
                break;
            default:
                paths.Judge(first, _directory, use == OperandUse.Read ? PathAccess.Read : PathAccess.Write, findings);
                break;
        }
    }

    private void JudgeMagic(string line)
    {
        var words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words.FirstOrDefault())
        {
            case "matplotlib" or "pwd" or "who" or "whos":
                break;
            case "pip" or "ls" or "cat" or "mkdir" or "rm" or "cp" or "mv":
                commands.JudgeText(new ShellWord(line));
                break;
            case "time" or "timeit" when words.Length == 2:
                Judge(words[1]);
                break;
            default:
                findings.Add(SecurityRisk.Unknown, $"'%{words.FirstOrDefault()}' is a command of IPython that is not understood.");
                break;
        }
    }

    // A text that names a secret is worth asking about wherever it goes.
    private void JudgeText(PythonToken token)
    {
        if (token.IsDynamic || token.Text.Length < 2 || token.Text.Contains(' ') || token.Text[0] is not ('/' or '~' or '.'))
        {
            return;
        }

        var found = new Findings();
        paths.Judge(new ShellWord(token.Text), _directory, PathAccess.Read, found);
        if (found.Verdict.Risk == SecurityRisk.High)
        {
            findings.Add(found.Verdict.Risk, found.Verdict.Reason);
        }
    }

    private NameRule? RuleFor(string name) => policy.Code.FirstOrDefault(rule => rule.Names.Any(pattern => Fits(pattern, name)));

    // A star is one part of a name: os.path.* is not os.path.os.system. Two at the end are any number of parts.
    private static bool Fits(string pattern, string name) =>
        Glob.Matches(pattern, name) && (pattern.EndsWith("**", StringComparison.Ordinal) || pattern.Count('.') == name.Count('.'));
}
