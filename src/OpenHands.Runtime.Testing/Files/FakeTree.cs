namespace OpenHands.Testing;

/// <summary>A file system in memory: absolute paths, directories, files and symbolic links. Not safe for concurrent use.</summary>
internal sealed class FakeTree
{
    // As on Linux.
    private const int MostLinks = 40;

    // By absolute path without a slash at its end; the root is the empty one.
    private readonly Dictionary<string, FakeNode> _nodes = new(StringComparer.Ordinal) { [""] = new FakeNode.Directory() };

    private Stack<string>? _made;

    /// <summary>Every path with what it stands for, in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, FakeNode>> All => _nodes.OrderBy(node => node.Key, StringComparer.Ordinal);

    public FakeNode? Find(string realPath) => _nodes.GetValueOrDefault(realPath);

    /// <summary>What a directory holds, by name, in ordinal order.</summary>
    public IEnumerable<(string Name, FakeNode Node)> Children(string realDirectory) =>
        All.Where(node => node.Key.Length > realDirectory.Length + 1
                && node.Key.StartsWith($"{realDirectory}/", StringComparison.Ordinal)
                && node.Key.IndexOf('/', realDirectory.Length + 1) < 0)
            .Select(node => (node.Key[(realDirectory.Length + 1)..], node.Value));

    /// <summary>The path without links, <c>.</c> and <c>..</c>. It need not exist.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="followsLast">Whether a link in the last place is followed.</param>
    /// <param name="makesMissing">Whether directories that <c>..</c> leaves again are made when they are missing.</param>
    /// <exception cref="FakeFileException">A part on the way is no directory, <c>..</c> follows what is not there, or there are too many links.</exception>
    public string Follow(string path, bool followsLast = true, bool makesMissing = false)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new FakeFileException(path, FileProblem.NulInPath);
        }

        var rest = new Stack<string>(Parts(path).Reverse());
        var current = "";
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (_nodes.GetValueOrDefault(current) is FakeNode.File)
            {
                throw new FakeFileException(path, FileProblem.NotDirectory);
            }

            if (part == "..")
            {
                if (makesMissing)
                {
                    MakeDirectory(current);
                }

                current = _nodes.ContainsKey(current) ? ParentOf(current) : throw new FakeFileException(path, FileProblem.NotFound);
                continue;
            }

            var next = $"{current}/{part}";
            if (_nodes.GetValueOrDefault(next) is FakeNode.Link link && (followsLast || rest.Count > 0))
            {
                if (++links > MostLinks)
                {
                    throw new FakeFileException(path, FileProblem.TooManyLinks);
                }

                current = link.Target.StartsWith('/') ? "" : current;
                foreach (var target in Parts(link.Target).Reverse())
                {
                    rest.Push(target);
                }

                continue;
            }

            current = next;
        }

        return current;
    }

    /// <summary>Does something, and takes back the directories that it made when it fails.</summary>
    public void Attempt(Action change)
    {
        var made = _made = [];
        try
        {
            change();
        }
        catch
        {
            while (made.TryPop(out var directory))
            {
                _nodes.Remove(directory);
            }

            throw;
        }
        finally
        {
            _made = null;
        }
    }

    /// <summary>Puts something at a path in place of what is there. Missing parent directories are made.</summary>
    /// <exception cref="FakeFileException">A parent is no directory, or a directory is where something else should be.</exception>
    public void Put(string realPath, FakeNode node)
    {
        if (node is not FakeNode.Directory && _nodes.GetValueOrDefault(realPath) is FakeNode.Directory)
        {
            throw new FakeFileException(realPath, FileProblem.IsDirectory);
        }

        if (realPath.Length > 0)
        {
            MakeDirectory(ParentOf(realPath));
        }

        _nodes[realPath] = node;
    }

    public void MakeDirectory(string realPath)
    {
        switch (_nodes.GetValueOrDefault(realPath))
        {
            case FakeNode.Directory:
                return;
            case null:
                MakeDirectory(ParentOf(realPath));
                _nodes[realPath] = new FakeNode.Directory();
                _made?.Push(realPath);
                return;
            default:
                throw new FakeFileException(realPath, FileProblem.NotDirectory);
        }
    }

    /// <summary>Removes what is at a path, with everything below it.</summary>
    public bool Remove(string realPath)
    {
        foreach (var below in _nodes.Keys.Where(path => path.StartsWith($"{realPath}/", StringComparison.Ordinal)).ToArray())
        {
            _nodes.Remove(below);
        }

        return realPath.Length > 0 && _nodes.Remove(realPath);
    }

    public static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static IEnumerable<string> Parts(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
