using System.Text;

namespace OpenHands.Server.Files;

/// <summary>The <c>.gitignore</c> files from the workspace down to one directory.</summary>
internal sealed class IgnoreRules
{
    private const int MaxFileBytes = 1024 * 1024;

    private readonly string[] _directory;
    private readonly List<(int Depth, GitIgnore Rules)> _files;

    /// <summary>Takes files that were read, each with how many directories below the workspace it lies.</summary>
    public IgnoreRules(string[] directory, List<(int Depth, GitIgnore Rules)>? files = null)
    {
        _directory = directory;
        _files = files ?? [];
    }

    /// <summary>Reads them. One that is missing, too large or no text says nothing.</summary>
    /// <param name="runtime">Whose workspace it is.</param>
    /// <param name="root">The workspace.</param>
    /// <param name="relativeDirectory">The directory, relative to it; empty for the workspace.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<IgnoreRules> ReadAsync(Runtime runtime, string root, string relativeDirectory, CancellationToken cancellationToken)
    {
        var rules = new IgnoreRules(relativeDirectory.Split('/', StringSplitOptions.RemoveEmptyEntries));
        for (var depth = 0; depth <= rules._directory.Length; depth++)
        {
            var path = string.Join('/', [root, .. rules._directory[..depth], ".gitignore"]);
            if (await ReadAsync(runtime, path, cancellationToken) is { } text)
            {
                rules._files.Add((depth, GitIgnore.Parse(text)));
            }
        }

        return rules;
    }

    /// <summary>Whether git leaves an entry of the directory out.</summary>
    /// <param name="entry">Its name; a directory's ends in <c>/</c>.</param>
    public bool Leaves(string entry)
    {
        string[] path = [.. _directory, entry.TrimEnd('/')];

        // What lies in a directory that is left out is left out, whatever rules say of it.
        for (var length = 1; length <= path.Length; length++)
        {
            if (IsLeftOut(path.AsSpan(0, length), isDirectory: length < path.Length || entry.EndsWith('/')))
            {
                return true;
            }
        }

        return false;
    }

    // The deepest file that has something to say decides.
    private bool IsLeftOut(ReadOnlySpan<string> path, bool isDirectory)
    {
        for (var i = _files.Count - 1; i >= 0; i--)
        {
            var (depth, rules) = _files[i];
            if (depth < path.Length && rules.Decide(path[depth..], isDirectory) is { } isLeftOut)
            {
                return isLeftOut;
            }
        }

        return false;
    }

    private static async Task<string?> ReadAsync(Runtime runtime, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new BoundedBuffer(MaxFileBytes);
            await runtime.DownloadFileAsync(path, content, cancellationToken);
            return Encoding.UTF8.GetString(content.Written);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
