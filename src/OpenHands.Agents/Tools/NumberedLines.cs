using System.Globalization;
using System.Text;

namespace OpenHands.Agents.Tools;

/// <summary>Shows a file, or lines of it, with their numbers.</summary>
internal static class NumberedLines
{
    // One line may take a tenth of a result, so that a minified file still shows something of what surrounds it.
    private const int LinesOfAResult = 10;

    /// <summary>Reads lines of a file and numbers them.</summary>
    /// <param name="session">The way to the runtime.</param>
    /// <param name="path">The file.</param>
    /// <param name="first">First line, counted from 1.</param>
    /// <param name="last">Last line; <see langword="null"/> for as many as may be shown.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ToolFailureException">The file cannot be read, has no such lines, or the lines are no range.</exception>
    public static async Task<string> ReadAsync(ToolSession session, string path, int first, int? last, CancellationToken cancellationToken)
    {
        if (last < first)
        {
            throw new ToolFailureException($"Lines {first} to {last} are no range: the last line must not come before the first.");
        }

        var options = session.Options;
        var wanted = (int)Math.Min(last ?? int.MaxValue, Math.Min((long)first + options.MaxReadLines - 1, int.MaxValue - 1));

        // One line more than is shown tells whether there are any.
        var file = await ReadRangeAsync(session, path, first - 1, wanted + 1, cancellationToken).ConfigureAwait(false);
        return Show(file, first, wanted - first + 1, options.MaxResultLength);
    }

    /// <summary>Numbers lines that were read.</summary>
    /// <param name="file">What was read.</param>
    /// <param name="first">Number of its first line, counted from 1.</param>
    /// <param name="mostLines">How many to show; one more in the file tells that there are more.</param>
    /// <param name="mostCharacters">How long the text may be, apart from a header.</param>
    /// <param name="mayGoOn">Whether the file may have more lines than were read.</param>
    /// <exception cref="ToolFailureException">The file has no such line.</exception>
    public static string Show(FileReadObservation file, int first, int mostLines, int mostCharacters, bool mayGoOn = false)
    {
        var lines = TextLines.Of(file.Content);
        if (lines.Count == 0 && first > 1)
        {
            throw new ToolFailureException($"{file.Path} has no line {first}. Read it from line 1 to see how long it is.");
        }

        var body = new StringBuilder();
        var shown = 0;
        var most = Math.Min(lines.Count, mostLines);
        for (; shown < most; shown++)
        {
            var line = Format(first + shown, lines[shown], mostCharacters / LinesOfAResult);
            if (shown > 0 && body.Length + line.Length > mostCharacters)
            {
                break;
            }

            body.Append(line);
        }

        return Header(file.Path, first, shown, shown < lines.Count ? "there are more" : mayGoOn ? "there may be more" : null, file.Content) + body.ToString().TrimEnd('\n');
    }

    /// <summary>Reads lines of a file.</summary>
    /// <param name="session">The way to the runtime.</param>
    /// <param name="path">The file.</param>
    /// <param name="start">First line, counted from 0.</param>
    /// <param name="end">The line after the last; −1 for the end of the file.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="ToolFailureException">The file cannot be read.</exception>
    public static async Task<FileReadObservation> ReadRangeAsync(ToolSession session, string path, int start, int end, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ExecuteAsync<FileReadObservation>(new FileReadAction(path) { Start = start, End = end }, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolFailureException failure) when (failure.Message.StartsWith("Path is a directory", StringComparison.Ordinal))
        {
            throw new ToolFailureException($"{failure.Message}. Use list_files for directories.");
        }
        catch (ToolFailureException failure) when (failure.Message.StartsWith("File could not be decoded", StringComparison.Ordinal))
        {
            throw new ToolFailureException($"{failure.Message} It is no text file: look at it with run, for example with file or xxd.");
        }
    }

    /// <summary>One line with its number, without its own line end but with one.</summary>
    public static string Format(int number, ReadOnlySpan<char> line, int most)
    {
        var text = ResultText.ShortenLine(line.TrimEnd("\r\n").ToString(), most);
        return string.Create(CultureInfo.InvariantCulture, $"{number,6}\t{text}\n");
    }

    private static string Header(string path, int first, int shown, string? rest, string content)
    {
        if (shown == 0)
        {
            return $"{path} is empty.";
        }

        var lineEnds = content.Contains("\r\n", StringComparison.Ordinal) ? ", lines end with CRLF" : "";
        var next = first + shown;
        var more = rest is not null ? $"; {rest}, from line {next} on" : "; this is the end of the file";
        return $"{path}, lines {first} to {next - 1}{lineEnds}{more}\n";
    }
}
