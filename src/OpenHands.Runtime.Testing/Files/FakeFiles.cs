using System.Text;

namespace OpenHands.Testing;

/// <summary>The files of a <see cref="FakeRuntime"/>, in memory: what actions and transfers write can be read here, and the other way round.</summary>
/// <remarks>
/// Paths are absolute, or relative to <see cref="WorkspacePath"/>. Nothing touches the disk. A scripted command changes no files unless its
/// script does. Safe for concurrent use.
/// </remarks>
public sealed class FakeFiles
{
    private readonly Lock _gate = new();
    private readonly FakeTree _tree = new();

    internal FakeFiles(string workspacePath)
    {
        WorkspacePath = workspacePath;
        Change(tree => tree.MakeDirectory(tree.Follow(workspacePath)));
    }

    /// <summary>Where relative paths begin.</summary>
    public string WorkspacePath { get; }

    /// <summary>The absolute paths of all files, in ordinal order.</summary>
    public IReadOnlyList<string> Paths => Change(tree => tree.All.Where(node => node.Value is FakeNode.File).Select(node => node.Key).ToArray());

    /// <summary>Stores text as UTF-8, in place of what was there. Missing parent directories are made.</summary>
    /// <exception cref="IOException">The path is a directory, or a parent is none.</exception>
    public void Write(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Stores bytes, in place of what was there. Missing parent directories are made.</summary>
    /// <exception cref="IOException">The path is a directory, or a parent is none.</exception>
    public void Write(string path, ReadOnlyMemory<byte> content)
    {
        var absolute = Absolute(path);
        var bytes = content.ToArray();
        Change(tree => Put(tree, absolute, _ => bytes));
    }

    /// <summary>Makes a directory with its parents; one that is there stays.</summary>
    /// <exception cref="IOException">Something else has that name.</exception>
    public void CreateDirectory(string path)
    {
        var absolute = Absolute(path);
        Change(tree => tree.MakeDirectory(tree.Follow(absolute)));
    }

    /// <summary>The text of a file, decoded as UTF-8.</summary>
    /// <exception cref="IOException">There is no such file, or it is a directory.</exception>
    public string Read(string path) => Encoding.UTF8.GetString(ReadBytes(path));

    /// <summary>A copy of the bytes of a file.</summary>
    /// <exception cref="IOException">There is no such file, or it is a directory.</exception>
    public byte[] ReadBytes(string path) => [.. Get(path)];

    /// <summary>Whether there is a file or a directory of that path.</summary>
    public bool Exists(string path)
    {
        var absolute = Absolute(path);
        return Change(tree => TryFollow(tree, absolute) is { } real && tree.Find(real) is not null);
    }

    /// <summary>Removes a file, or a directory with everything in it. Does nothing when there is none.</summary>
    public void Delete(string path)
    {
        var absolute = Absolute(path);
        Change(tree => TryFollow(tree, absolute, followsLast: false) is { } real && tree.Remove(real));
    }

    /// <summary>An absolute path as messages and observations have it.</summary>
    internal string Absolute(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var joined = path.StartsWith('/') ? path : $"{WorkspacePath}/{path}";
        return "/" + string.Join('/', joined.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
    }

    /// <summary>The bytes of a file, not to be changed.</summary>
    internal byte[] Get(string path)
    {
        var absolute = Absolute(path);
        return Change(tree => tree.Find(tree.Follow(absolute)) switch
        {
            FakeNode.File file => file.Content,
            null => throw new FakeFileException(absolute, FileProblem.NotFound),
            _ => throw new FakeFileException(absolute, FileProblem.IsDirectory),
        });
    }

    /// <summary>Replaces a file by what a function makes of its present bytes; <see langword="null"/> when there is none.</summary>
    internal void Update(string path, Func<byte[]?, byte[]> update)
    {
        var absolute = Absolute(path);
        Change(tree => Put(tree, absolute, update));
    }

    /// <summary>Names in a directory: directories first with a trailing <c>/</c>, then files, each sorted by lower-cased name.</summary>
    internal IReadOnlyList<string> List(string? path)
    {
        var absolute = Absolute(path ?? "");
        return Change(tree =>
        {
            if (TryFollow(tree, absolute) is not { } real || tree.Find(real) is not FakeNode.Directory)
            {
                return [];
            }

            var children = tree.Children(real)
                .Select(child => (child.Name, Node: TryFollow(tree, $"{real}/{child.Name}") is { } target ? tree.Find(target) : null))
                .Where(child => child.Node is not null)
                .Select(child => (child.Name, IsDirectory: child.Node is FakeNode.Directory));
            return children
                .OrderByDescending(child => child.IsDirectory)
                .ThenBy(child => child.Name.ToLowerInvariant(), StringComparer.Ordinal)
                .Select(child => child.IsDirectory ? $"{child.Name}/" : child.Name)
                .ToArray();
        });
    }

    /// <summary>Does something with the tree while nobody else does.</summary>
    internal T Change<T>(Func<FakeTree, T> change)
    {
        lock (_gate)
        {
            return change(_tree);
        }
    }

    private void Change(Action<FakeTree> change)
    {
        lock (_gate)
        {
            change(_tree);
        }
    }

    private static void Put(FakeTree tree, string absolute, Func<byte[]?, byte[]> update) => tree.Attempt(() =>
    {
        var real = FollowToWrite(tree, absolute);
        var existing = tree.Find(real) as FakeNode.File;
        var content = update(existing?.Content);
        tree.Put(real, existing is null ? new FakeNode.File(content) : existing with { Content = content });
    });

    private static string FollowToWrite(FakeTree tree, string absolute) => absolute.EndsWith("/..", StringComparison.Ordinal)
        ? throw new FakeFileException(absolute, FileProblem.IsDirectory)
        : tree.Follow(absolute, makesMissing: true);

    private static string? TryFollow(FakeTree tree, string absolute, bool followsLast = true)
    {
        try
        {
            return tree.Follow(absolute, followsLast);
        }
        catch (FakeFileException)
        {
            return null;
        }
    }
}
