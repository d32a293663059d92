using System.Text;

namespace OpenHands.Agents.Tools;

/// <summary>Writes a text file whole.</summary>
internal sealed class WriteFileTool(ToolSession session) : RuntimeTool("write_file", Words, s_schema, session)
{
    private const string Words = """
        Writes a text file whole, byte for byte as given, in place of what was there; missing directories are made. To change a part of a file, use edit_file.
        """;

    private static readonly ToolSchema s_schema = new("""
        {
          "type": "object",
          "properties": {
            "path": { "type": "string", "description": "Absolute, or relative to the shell's directory." },
            "content": { "type": "string", "description": "The whole text. End it with a line end if the last line is to have one." }
          },
          "required": ["path", "content"],
          "additionalProperties": false
        }
        """);

    /// <inheritdoc />
    protected override async Task<string> InvokeAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var content = arguments.Text("content");
        var written = await Session.ExecuteAsync<FileWriteObservation>(new FileWriteAction(arguments.Path(), content), cancellationToken).ConfigureAwait(false);
        return Report("Wrote", written.Path, content);
    }

    /// <summary>Says what was written where.</summary>
    public static string Report(string verb, string path, string content) =>
        $"{verb} {path}: {ResultText.Count(TextLines.Of(content).Count, "line")}, {ResultText.Count(Encoding.UTF8.GetByteCount(content), "byte")}.";
}
