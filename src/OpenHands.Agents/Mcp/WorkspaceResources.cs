using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Mcp;

/// <summary>The files of the workspace as resources.</summary>
internal sealed class WorkspaceResources(Runtime runtime)
{
    private const string Scheme = "workspace";
    private const int MostFiles = 500;
    private const int MostDirectories = 200;
    private const int MostCharacters = 1_000_000;

    private static readonly string[] s_leftOut = ["node_modules/", "__pycache__/", "bin/", "obj/"];

    /// <summary>How addresses look.</summary>
    public static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates = [new ResourceTemplate { UriTemplate = $"{Scheme}:///{{+path}}", Name = "workspace file", Description = "A text file of the workspace, by its path there." }],
    };

    /// <summary>The first few hundred files, those near the top first. Hidden ones and what is made by tools are left out; they can be read all the same.</summary>
    public async Task<ListResourcesResult> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<Resource>();
        var directories = new Queue<string>([""]);
        for (var seen = 0; seen < MostDirectories && files.Count < MostFiles && directories.TryDequeue(out var directory); seen++)
        {
            foreach (var name in await runtime.ListFilesAsync(directory.Length == 0 ? null : directory, cancellationToken).ConfigureAwait(false))
            {
                if (name.StartsWith('.') || s_leftOut.Contains(name))
                {
                    continue;
                }

                if (name.EndsWith('/'))
                {
                    directories.Enqueue(directory + name);
                }
                else if (files.Count < MostFiles)
                {
                    files.Add(new Resource { Uri = AddressOf(directory + name), Name = directory + name });
                }
            }
        }

        return new ListResourcesResult { Resources = files };
    }

    /// <summary>The text of a file. It is read by an action, so it is on the event stream, with secrets masked.</summary>
    public async Task<ReadResourceResult> ReadAsync(string address, CancellationToken cancellationToken)
    {
        var path = PathOf(address);
        var observation = await runtime.ExecuteAsync(new FileReadAction(path), cancellationToken).ConfigureAwait(false);
        if (observation is not FileReadObservation file)
        {
            throw new McpProtocolException($"{address} cannot be read: {observation.Content}", McpErrorCode.ResourceNotFound);
        }

        var text = ResultText.Shorten(file.Content, MostCharacters, "Read the rest with read_file.");
        return new ReadResourceResult { Contents = [new TextResourceContents { Uri = address, MimeType = "text/plain", Text = text }] };
    }

    private static string AddressOf(string path) => $"{Scheme}:///{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    // Not by Uri, which would resolve dots and change escapes before we see them.
    private string PathOf(string address)
    {
        const string Start = $"{Scheme}:///";
        var path = address.StartsWith(Start, StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(address[Start.Length..]) : "";
        if (path.Length == 0 || path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Contains(".."))
        {
            throw new McpProtocolException($"'{ResultText.ShortenLine(address, 300)}' is no file of the workspace. Addresses look like {Start}src/main.c, without '..'.", McpErrorCode.InvalidParams);
        }

        return $"{runtime.WorkspacePath.TrimEnd('/')}/{path}";
    }
}
