using System.Text;

namespace OpenHands.Agents.Tools;

/// <summary>Writes a text file whole.</summary>
internal sealed class WriteFileTool(ToolSession session) : RuntimeTool("write_file", Words, Schema, session)
{
    internal const string Words = """
        Writes a text file whole, byte for byte as given, in place of what was there; missing directories are made. To change a part of a file, use edit_file.
        """;

    internal static readonly ToolSchema Schema = new("""
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

    /// <summary>The action that a call asks for.</summary>
    /// <exception cref="ToolFailureException">The arguments do not fit.</exception>
    public static FileWriteAction ToAction(ToolArguments arguments) => new(arguments.Path(), arguments.Text("content"));

    /// <inheritdoc />
    protected override async Task<string> InvokeAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        var action = ToAction(arguments);
        var written = await Session.ExecuteAsync<FileWriteObservation>(action, cancellationToken).ConfigureAwait(false);
        return Report("Wrote", written.Path, action.Content);
    }

    /// <summary>Says what was written where.</summary>
    public static string Report(string verb, string path, string content) =>
        $"{verb} {path}: {ResultText.Count(TextLines.Of(content).Count, "line")}, {ResultText.Count(Encoding.UTF8.GetByteCount(content), "byte")}.";
}
