namespace OpenHands.Security;

/// <summary>Reads one list of commands: a script, a substitution, or what stands in parentheses.</summary>
internal sealed class ListParser(ShellScript script, ShellReader reader, Action<Action> nested, bool isTopLevel)
{
    private readonly HereDocuments _documents = new(reader);
    private ShellCommand? _before;
    private bool _isPiped;
    private bool _isConditional;

    /// <summary>Reads to an unquoted <paramref name="end"/>, which is passed, or to the end of the text.</summary>
    public void Parse(char end)
    {
        while (true)
        {
            reader.SkipBlanks();
            if (reader.IsAtEnd)
            {
                if (end != '\0')
                {
                    reader.Doubt("a parenthesis is not closed");
                }

                return;
            }

            if (reader.Current == ')' && end == ')')
            {
                reader.Position++;
                return;
            }

            if (!ReadOperator())
            {
                var start = reader.Position;
                ReadCommand();
                if (reader.Position == start)
                {
                    reader.Doubt("it is not written as bash would read it");
                    reader.Position++;
                }
            }
        }
    }

    private bool ReadOperator()
    {
        switch (reader.Current)
        {
            case '\n':
                reader.Position++;
                _documents.ReadBodies();
                Separate();
                return true;
            case ';':
                reader.Position++;
                Separate();
                return true;
            case '|' when reader.Next == '|':
            case '&' when reader.Next == '&':
                reader.Position += 2;
                Separate();
                _isConditional = true;
                return true;
            case '|':
                reader.Position += reader.Next == '&' ? 2 : 1;
                _isPiped = true;
                return true;
            case '&' when reader.Next != '>':
                reader.Position++;
                Separate();
                return true;
            case '#':
                while (!reader.IsAtEnd && reader.Current != '\n')
                {
                    reader.Position++;
                }

                return true;
            case '(' when reader.Next == '(':
                reader.SkipArithmetic();
                _before = null;
                return true;
            case '(':
                reader.Position++;
                nested(() => new ListParser(script, reader, nested, isTopLevel: false).Parse(')'));
                _before = null;
                return true;
            default:
                return false;
        }
    }

    private void Separate() => (_before, _isPiped) = (null, false);

    private void ReadCommand()
    {
        var command = new ShellCommand { PipedFrom = _isPiped ? _before : null, IsFed = _isPiped };
        while (ReadPart(command))
        {
            reader.SkipBlanks();
        }

        if (command.Words.Count == 0 && isTopLevel && !_isConditional && !_isPiped && command.Redirections.Count == 0)
        {
            foreach (var (name, value) in command.Assignments.Where(assignment => !assignment.Value.IsDynamic))
            {
                reader.Variables.Set(name, value.Text);
            }
        }

        if (!command.IsEmpty)
        {
            script.Commands.Add(command);
        }

        _before = command;
    }

    // Whether there was one more part.
    private bool ReadPart(ShellCommand command)
    {
        if (reader.IsAtEnd)
        {
            return false;
        }

        if (Redirection.TryRead(reader, command, _documents, nested, script))
        {
            return true;
        }

        if (reader.Current == '(' && command.Words.Count == 1)
        {
            reader.Position++;
            reader.Doubt("it defines a function, which later commands may call");
            return false;
        }

        if (reader.Current is '\n' or ';' or '&' or '|' or '(' or ')')
        {
            return false;
        }

        if (command.Words.Count == 0 && (ReadAssignment(command) || SkipReserved()))
        {
            return true;
        }

        command.Words.Add(reader.ReadWord());
        return true;
    }

    private bool ReadAssignment(ShellCommand command)
    {
        var at = reader.Position;
        while (at < reader.Text.Length && ShellVariables.IsNameCharacter(reader.Text[at]))
        {
            at++;
        }

        var name = reader.Text[reader.Position..at];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || at >= reader.Text.Length)
        {
            return false;
        }

        if (reader.Text[at] == '[')
        {
            reader.Doubt("it sets an element of a list, which calculates its index");
            return false;
        }

        var isAdded = reader.Text[at] == '+';
        at += isAdded ? 1 : 0;
        if (at >= reader.Text.Length || reader.Text[at] != '=')
        {
            return false;
        }

        reader.Position = at + 1;
        if (reader.Current == '(')
        {
            // A list: its words are read for what they run, and not remembered.
            reader.Position++;
            SkipListOfWords();
            command.Assignments.Add((name, new ShellWord("(…)") { IsDynamic = true }));
            return true;
        }

        var value = reader.ReadWord();
        command.Assignments.Add((name, value with { IsDynamic = value.IsDynamic || isAdded }));
        return true;
    }

    private void SkipListOfWords()
    {
        while (!reader.IsAtEnd && reader.Current != ')')
        {
            var start = reader.Position;
            reader.SkipBlanks();
            _ = reader.ReadWord();
            reader.Position += reader.Position == start ? 1 : 0;
        }

        reader.Position++;
    }

    // Words of the grammar. They run nothing; what stands between them is read like everything else, as if all of it ran.
    private bool SkipReserved()
    {
        var word = reader.PeekPlainWord();
        switch (word)
        {
            case "if" or "then" or "elif" or "else" or "while" or "until" or "do":
                _isConditional = true;
                break;
            case "!" or "{" or "time" or "for" or "select" or "[[":
                break;
            case "fi" or "done" or "esac" or "}":
                _before = null;
                break;
            case "case" or "function" or "coproc":
                reader.Doubt($"it uses {word}, which is not followed");
                break;
            default:
                return false;
        }

        reader.Position += word.Length;
        switch (word)
        {
            case "for" or "select":
                SkipHead();
                break;
            case "[[":
                SkipTest();
                break;
        }

        return true;
    }

    private void SkipHead()
    {
        _isConditional = true;
        reader.SkipBlanks();
        if (reader.StartsWith("(("))
        {
            reader.SkipArithmetic();
            return;
        }

        while (!reader.IsAtEnd && reader.Current is not (';' or '\n'))
        {
            var start = reader.Position;
            _ = reader.ReadWord();
            reader.SkipBlanks();
            if (reader.Position == start)
            {
                return;
            }
        }
    }

    private void SkipTest()
    {
        while (!reader.IsAtEnd)
        {
            reader.SkipBlanks();
            var start = reader.Position;
            var word = reader.ReadWord();
            if (word is { Text: "]]", IsQuoted: false })
            {
                return;
            }

            // [[ x -eq 1 ]] calculates.
            if (word.Text is "-eq" or "-ne" or "-lt" or "-gt" or "-le" or "-ge" or "-v")
            {
                reader.Doubt("it calculates with variables, which can run commands that they hold");
            }

            reader.Position += reader.Position == start ? 1 : 0;
        }
    }
}
