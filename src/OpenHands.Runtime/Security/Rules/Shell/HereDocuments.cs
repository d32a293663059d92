using System.Text;

namespace OpenHands.Security;

/// <summary>The texts that follow a line, which commands of that line read: <c>&lt;&lt;EOF</c>.</summary>
internal sealed class HereDocuments(ShellReader reader)
{
    private readonly Queue<(string End, bool IsLiteral, bool StripsTabs, ShellCommand Command)> _pending = new();

    public void Announce(ShellWord end, bool stripsTabs, ShellCommand command)
    {
        command.IsFed = true;
        command.Input = new ShellWord("") { IsDynamic = true };
        _pending.Enqueue((end.Text, end.IsQuoted, stripsTabs, command));
    }

    /// <summary>Reads what was announced, at the beginning of the line after.</summary>
    public void ReadBodies()
    {
        while (_pending.TryDequeue(out var document))
        {
            var start = reader.Position;
            var (body, next) = ReadBody(document.End, document.StripsTabs);
            if (document.IsLiteral)
            {
                document.Command.Input = new ShellWord(body);
            }
            else
            {
                // Expansions in it run, so it is read like a text in quotes.
                document.Command.Input = body.AsSpan().IndexOfAny('$', '`') < 0
                    ? new ShellWord(body)
                    : new ShellWord(body) { IsDynamic = true };
                reader.ReadExpansionsOf(body);
            }

            reader.Position = Math.Max(start, next);
        }
    }

    private (string Body, int Next) ReadBody(string end, bool stripsTabs)
    {
        var body = new StringBuilder();
        var at = reader.Position;
        while (at < reader.Text.Length)
        {
            var close = reader.Text.IndexOf('\n', at);
            close = close < 0 ? reader.Text.Length : close;
            var line = reader.Text.AsSpan(at, close - at);
            line = stripsTabs ? line.TrimStart('\t') : line;
            at = Math.Min(close + 1, reader.Text.Length);
            if (line.SequenceEqual(end))
            {
                return (body.ToString(), at);
            }

            body.Append(line).Append('\n');
        }

        reader.Doubt("a here-document does not end");
        return (body.ToString(), at);
    }
}
