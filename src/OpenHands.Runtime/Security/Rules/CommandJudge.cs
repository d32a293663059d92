namespace OpenHands.Security;

/// <summary>Judges scripts of the shell, one command after another.</summary>
internal sealed class CommandJudge
{
    private const int MaxDepth = 16;

    private readonly SecurityPolicy _policy;
    private readonly OperandJudge _operands;
    private readonly PathJudge _paths;
    private readonly Findings _findings;
    private readonly Func<string, Findings, int, bool> _python;
    private int _depth;
    private string _directory;

    /// <summary>Prepares a judgement.</summary>
    /// <param name="policy">The rules.</param>
    /// <param name="paths">Those about paths.</param>
    /// <param name="hosts">Those about machines.</param>
    /// <param name="python">Judges code of Python.</param>
    /// <param name="findings">Receives what is found.</param>
    /// <param name="depth">How many scripts this one stands in.</param>
    public CommandJudge(SecurityPolicy policy, PathJudge paths, HostJudge hosts, Func<string, Findings, int, bool> python, Findings findings, int depth = 0)
    {
        _policy = policy;
        _paths = paths;
        _python = python;
        _findings = findings;
        _depth = depth;
        _directory = policy.Workspace[0];
        _operands = new OperandJudge(paths, hosts, findings, JudgeText, JudgeProgram);
    }

    /// <summary>Judges a script that stands in an action or in a command.</summary>
    public void JudgeText(ShellWord text)
    {
        if (text.IsDynamic)
        {
            _findings.Add(SecurityRisk.Unknown, $"It runs {Findings.Quote(text.Text)}, which is known only then.");
        }
        else if (_depth >= MaxDepth)
        {
            _findings.Add(SecurityRisk.Unknown, $"It is nested more than {MaxDepth} levels deep.");
        }
        else
        {
            _depth++;
            JudgeScript(ShellParser.Parse(text.Text));
            _depth--;
        }
    }

    private void JudgeScript(ShellScript script)
    {
        foreach (var doubt in script.Doubts)
        {
            _findings.Add(SecurityRisk.Unknown, $"The command is not understood: {doubt}.");
        }

        foreach (var command in script.Commands)
        {
            foreach (var (name, value) in command.Assignments)
            {
                JudgeVariable(name);
                RefuseIndexes(name, value);
            }

            foreach (var (path, isWritten) in command.Redirections)
            {
                _paths.Judge(path, _directory, isWritten ? PathAccess.Write : PathAccess.Read, _findings);
            }

            if (command.Words.Count > 0)
            {
                JudgeProgram(command.Words, command);
            }
        }
    }

    // a[$(command)]: test -v, printf -v, read, unset, numbers and others calculate the index, which runs it.
    private void RefuseIndexes(string name, ShellWord word)
    {
        if (word.Text.Contains("[$(", StringComparison.Ordinal) || word.Text.Contains("[`", StringComparison.Ordinal))
        {
            _findings.Add(SecurityRisk.Unknown, $"'{name}' is given an index that may run a command.");
        }
    }

    private void JudgeVariable(string name)
    {
        if (_policy.Variables.FirstOrDefault(rule => rule.Names.Any(pattern => Glob.Matches(pattern, name))) is { } rule)
        {
            _findings.Add(rule.Risk, $"The variable {name} {rule.Reason}.");
        }
    }

    /// <summary>Judges a program and its arguments, which no shell reads.</summary>
    public void JudgeProgram(IReadOnlyList<ShellWord> words) => JudgeProgram(words, new ShellCommand());

    private void JudgeProgram(IReadOnlyList<ShellWord> words, ShellCommand command)
    {
        if (_depth >= MaxDepth)
        {
            _findings.Add(SecurityRisk.Unknown, $"It is nested more than {MaxDepth} levels deep.");
            return;
        }

        _depth++;
        JudgeStarted(words, command);
        _depth--;
    }

    private void JudgeStarted(IReadOnlyList<ShellWord> words, ShellCommand command)
    {
        // Each turn takes one program that only starts another: sudo, env, timeout…
        for (var launchers = 0; words.Count > 0; launchers++)
        {
            if (launchers > MaxDepth)
            {
                _findings.Add(SecurityRisk.Unknown, $"More than {MaxDepth} programs only start one another.");
                return;
            }

            var program = words[0];
            if (!program.IsConstant || program.Text.Length == 0)
            {
                _findings.Add(SecurityRisk.Unknown, $"Which program {Findings.Quote(program.Text)} is, is known only when it runs.");
                return;
            }

            if (ProgramNames.NameOf(program.Text) is not { } name)
            {
                _findings.Add(SecurityRisk.Unknown, $"It runs the file {Findings.Quote(program.Text)}, into which nobody looked.");
                return;
            }

            var arguments = words.Skip(1).ToList();
            if (Launchers.Find(name) is not { } launcher)
            {
                JudgeNamed(name, arguments, command);
                return;
            }

            JudgeByRule(name, arguments, isLauncher: true);
            var started = launcher.Take(arguments);
            foreach (var variable in started.Variables)
            {
                JudgeVariable(variable);
            }

            if (started.Doubt is { } doubt)
            {
                _findings.Add(SecurityRisk.Unknown, $"'{name}' {doubt}.");
            }

            words = started.Words;
        }
    }

    private void JudgeNamed(string name, List<ShellWord> arguments, ShellCommand command)
    {
        if (ProgramNames.IsShell(name) || ProgramNames.InterpreterOf(name) is not null)
        {
            JudgeInterpreter(name, arguments, command);
            return;
        }

        switch (name)
        {
            case "eval":
                JudgeText(new ShellWord(string.Join(' ', arguments.Select(word => word.Text))) { IsDynamic = arguments.Any(word => !word.IsConstant) });
                return;
            case "cd" or "pushd":
                ChangeDirectory(arguments);
                return;
            case "find" or "fd":
                JudgeFoundFiles(arguments);
                break;
            case "printf" when arguments is [{ Text: "-v" }, var variable, ..]:
                JudgeVariable(variable.Text.Split('[')[0]);
                break;
            case "export" or "declare" or "typeset" or "local" or "readonly" or "unset" or "read":
                foreach (var word in arguments.Where(word => !word.Text.StartsWith('-')))
                {
                    JudgeVariable(word.Text.Split('=', '[')[0]);
                }

                break;
        }

        JudgeByRule(name, arguments, isLauncher: false);
    }

    private void JudgeByRule(string name, IReadOnlyList<ShellWord> arguments, bool isLauncher)
    {
        foreach (var word in arguments)
        {
            RefuseIndexes(name, word);
        }

        var rule = _policy.Commands.FirstOrDefault(rule => CommandMatch.Fits(rule, name, arguments));
        if (rule is null && !isLauncher)
        {
            _findings.Add(SecurityRisk.Unknown, $"No rule knows the program '{name}'.");
        }

        if (rule is not null)
        {
            _findings.Add(rule.Risk, $"'{name}' {rule.Reason}.");
        }

        if (!isLauncher)
        {
            _operands.Judge(rule?.Operands ?? OperandUse.Read, name, arguments, _directory, isKnown: rule is not null);
        }
    }

    private void JudgeInterpreter(string name, List<ShellWord> arguments, ShellCommand command)
    {
        var call = InterpreterCall.Read(name, arguments);
        if (call.Doubt is { } doubt)
        {
            _findings.Add(SecurityRisk.Unknown, $"'{name}' {doubt}.");
        }
        else if (call.Code is { } code)
        {
            JudgeCode(name, code);
        }
        else if (call.Program is { } program)
        {
            JudgeProgram(program);
        }
        else if (call.ReadsInput)
        {
            JudgeFedCode(name, command);
        }
    }

    private void JudgeCode(string name, ShellWord code)
    {
        if (ProgramNames.IsShell(name))
        {
            JudgeText(code);
        }
        else if (code.IsDynamic)
        {
            _findings.Add(SecurityRisk.Unknown, $"'{name}' runs {Findings.Quote(code.Text)}, which is known only then.");
        }
        else if (!name.StartsWith("python", StringComparison.Ordinal) || !_python(code.Text, _findings, _depth + 1))
        {
            _findings.Add(SecurityRisk.Unknown, $"'{name}' runs code that is not understood.");
        }
    }

    // curl … | sh, base64 -d | sh, sh <<EOF
    private void JudgeFedCode(string name, ShellCommand command)
    {
        if (command.Input is { } input)
        {
            JudgeCode(name, input);
            return;
        }

        var source = command.PipedFrom?.Words is { Count: > 0 } words ? words : null;
        var sourceName = source is null ? null : ProgramNames.NameOf(source[0].Text);
        if (sourceName is "echo" or "printf" && source!.All(word => word.IsConstant) && !source!.Any(word => word.Text.Contains('\\') || word.Text.Contains('%')))
        {
            JudgeCode(name, new ShellWord(string.Join(' ', source!.Skip(1).Where(word => !word.Text.StartsWith('-')).Select(word => word.Text))));
        }
        else if (sourceName is not null && ProgramNames.IsDownload(sourceName))
        {
            _findings.Add(SecurityRisk.High, $"'{name}' runs what '{sourceName}' downloads.");
        }
        else if (sourceName is not null && ProgramNames.IsDecoder(sourceName))
        {
            _findings.Add(SecurityRisk.High, $"'{name}' runs what '{sourceName}' hides.");
        }
        else
        {
            _findings.Add(SecurityRisk.Unknown, $"'{name}' runs what it is given, which is known only then.");
        }
    }

    private void ChangeDirectory(List<ShellWord> arguments)
    {
        var target = arguments.FirstOrDefault(word => !word.Text.StartsWith('-') || word.Text == "-");
        var path = target.Text is null ? "~" : target is { IsConstant: true, Text: not "-" } ? PathJudge.Absolute(target.Text, _directory) : null;
        if (path is null || !_paths.IsWithinWorkspace(path))
        {
            _findings.Add(SecurityRisk.Unknown, $"It goes to {Findings.Quote(target.Text ?? "~")}, so later relative paths are not what they seem.");
        }

        _directory = path ?? "/";
    }

    private void JudgeFoundFiles(List<ShellWord> arguments)
    {
        // What is found below a directory of the workspace is in the workspace; anything else may be anything.
        var start = arguments.FirstOrDefault(word => !word.Text.StartsWith('-'), new ShellWord("."));
        var isOwn = start.IsConstant && PathJudge.Absolute(start.Text, _directory) is { } path && _paths.IsWithinWorkspace(path) && !arguments.Any(word => word.Text is "-L" or "-follow");
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Text is "-exec" or "-execdir" or "-ok" or "-okdir" or "-x" or "--exec" or "-X" or "--exec-batch")
            {
                var inner = arguments.Skip(i + 1).TakeWhile(word => word.Text is not (";" or "+")).Select(word =>
                    !word.Text.Contains("{}", StringComparison.Ordinal) ? word : isOwn && word.Text == "{}" ? new ShellWord($"{start.Text}/…") : word with { IsDynamic = true }).ToList();
                JudgeProgram(inner);
                i += inner.Count;
            }
        }
    }
}
