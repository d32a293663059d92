namespace OpenHands.Security;

/// <summary>Reads what stands between a command and its files.</summary>
internal static class Redirection
{
    private static readonly string[] s_operators = ["<<<", "<<-", "<<", "<>", "<&", "<", "&>>", "&>", ">>", ">|", ">&", ">"];

    public static bool TryRead(ShellReader reader, ShellCommand command, HereDocuments documents, Action<Action> nested, ShellScript script)
    {
        var start = reader.Position;
        while (char.IsAsciiDigit(reader.Current))
        {
            reader.Position++;
        }

        if (reader.Current is '<' or '>' && reader.Next == '(' && reader.Position == start)
        {
            // A command that looks like a file: what it runs is read, what flows through it is not known.
            reader.Position += 2;
            nested(() => new ListParser(script, reader, nested, isTopLevel: false).Parse(')'));
            command.Words.Add(new ShellWord("<(…)") { IsDynamic = true });
            return true;
        }

        var found = reader.Current is '<' or '>' or '&' ? Array.Find(s_operators, reader.StartsWith) : null;
        if (found is null || (found[0] == '&' && reader.Position != start))
        {
            reader.Position = start;
            return false;
        }

        reader.Position += found.Length;
        reader.SkipBlanks();
        if (reader.Current is '<' or '>' && reader.Next == '(')
        {
            return TryRead(reader, command, documents, nested, script);
        }

        Add(found, reader.ReadWord(), command, documents);
        return true;
    }

    private static void Add(string found, ShellWord target, ShellCommand command, HereDocuments documents)
    {
        switch (found)
        {
            case "<<<":
                command.IsFed = true;
                command.Input = target;
                break;
            case "<<" or "<<-":
                documents.Announce(target, found == "<<-", command);
                break;
            case "<&" or ">&" when target.IsConstant && target.Text.All(character => char.IsAsciiDigit(character) || character == '-'):
                break;
            case "<":
                command.IsFed = true;
                command.Redirections.Add((target, false));
                break;
            default:
                command.Redirections.Add((target, true));
                break;
        }
    }
}
