namespace OpenHands.Security;

/// <summary>What an interpreter is asked to run.</summary>
internal sealed record InterpreterCall
{
    /// <summary>Code among the arguments.</summary>
    public ShellWord? Code { get; private init; }

    /// <summary>A tool of the language, as if it were a program: <c>python -m pip install x</c>.</summary>
    public IReadOnlyList<ShellWord>? Program { get; private init; }

    /// <summary>Whether it runs what comes on its standard input.</summary>
    public bool ReadsInput { get; private init; }

    /// <summary>Why it cannot be judged.</summary>
    public string? Doubt { get; private init; }

    /// <summary>Reads the arguments of an interpreter.</summary>
    public static InterpreterCall Read(string name, IReadOnlyList<ShellWord> arguments)
    {
        var isShell = ProgramNames.IsShell(name);
        var isPython = name.StartsWith("python", StringComparison.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var (text, isLast) = (arguments[i].Text, i == arguments.Count - 1);
            if (arguments[i].IsDynamic)
            {
                return new InterpreterCall { Doubt = $"runs {Findings.Quote(text)}, which is known only then" };
            }

            switch (text)
            {
                case "-":
                    return new InterpreterCall { ReadsInput = true };
                case "--version" or "-V" or "--help":
                    return new InterpreterCall();
                case "-m" when isPython && !isLast:
                    return new InterpreterCall { Program = [.. arguments.Skip(i + 1)] };
                case "-u" or "-B" or "-s" or "-I" or "-E" or "-q" when isPython:
                    continue;
                case "-o" or "-O" or "+o" or "--rcfile" or "--init-file" when isShell:
                    return new InterpreterCall { Doubt = $"is started with {text}, which changes what commands mean" };
                case "-s" when isShell:
                    return new InterpreterCall { ReadsInput = true };
            }

            if (text.Length > 1 && text[0] == '-')
            {
                // -c, also within -lc or -xec.
                if (text[1] != '-' && text.EndsWith('c') && (isShell || isPython))
                {
                    return isLast ? new InterpreterCall { Doubt = "is given no code" } : new InterpreterCall { Code = arguments[i + 1] };
                }

                if (!isShell)
                {
                    return new InterpreterCall { Doubt = $"is started with {Findings.Quote(text)}, which is not understood" };
                }

                continue;
            }

            return new InterpreterCall { Doubt = $"runs the file {Findings.Quote(text)}, into which nobody looked" };
        }

        return new InterpreterCall { ReadsInput = true };
    }
}
