using System.Formats.Tar;

namespace OpenHands;

/// <summary>Unpacks what a sandbox sent, which may be anything, below a directory of the host program.</summary>
/// <remarks>
/// Nothing is written through a link, neither one of the archive nor one that was there. Links come last, and only those that stay within
/// the directory, so that whoever reads the copy reads nothing else of the host.
/// </remarks>
internal sealed class HostTree
{
    private readonly string _root;
    private readonly List<(string Name, string Path, string Target)> _links = [];

    private HostTree(string directory) => _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));

    /// <summary>Unpacks a tar stream. Files that are there are replaced.</summary>
    /// <returns>The links that lead out of the tree and were left out, each as <c>name -> target</c>.</returns>
    /// <exception cref="IOException">An entry would leave the directory, is of a kind that is not copied, or cannot be stored.</exception>
    /// <exception cref="InvalidDataException">This is no tar archive.</exception>
    public static async Task<IReadOnlyList<string>> UnpackAsync(Stream tar, string directory, CancellationToken cancellationToken)
    {
        var tree = new HostTree(directory);
        var reader = new TarReader(tar, leaveOpen: true);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                await tree.UnpackAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }

        return tree.CreateLinks();
    }

    private async Task UnpackAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                CreateDirectory(Segments(entry.Name), entry.Name);
                break;

            case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                var file = Prepare(entry.Name);
                File.Delete(file);
                await entry.ExtractToFileAsync(file, overwrite: false, cancellationToken).ConfigureAwait(false);
                break;

            case TarEntryType.SymbolicLink:
                _links.Add((entry.Name, Prepare(entry.Name), entry.LinkName));
                break;

            case TarEntryType.GlobalExtendedAttributes:
                break;

            default:
                throw new IOException($"The sandbox sent '{entry.Name}' as a {entry.EntryType}, which is not copied. Copy files, directories and symbolic links.");
        }
    }

    private List<string> CreateLinks()
    {
        var leftOut = new List<string>();
        foreach (var (name, path, target) in _links)
        {
            if (LeadsOut(name, target))
            {
                leftOut.Add($"{name} -> {target}");
                continue;
            }

            File.Delete(path);
            File.CreateSymbolicLink(path, target);
        }

        return leftOut;
    }

    // Its parents are no links, so counting is enough for what comes first. Behind a name, which may be a link, ".." can lead anywhere.
    private static bool LeadsOut(string name, string target)
    {
        if (target.Length == 0 || Path.IsPathRooted(target) || HasForeignSeparators(target))
        {
            return true;
        }

        var segments = target.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipWhile(segment => segment == ".").ToList();
        var up = segments.TakeWhile(segment => segment is ".." or ".").Count(segment => segment == "..");
        return up >= Segments(name).Length || segments.SkipWhile(segment => segment is ".." or ".").Contains("..");
    }

    private string Prepare(string name)
    {
        var segments = Segments(name);
        return segments.Length > 0 ? Path.Combine(CreateDirectory(segments[..^1], name), segments[^1])
            : throw new IOException($"The sandbox sent a file without a name: '{name}'.");
    }

    private string CreateDirectory(string[] segments, string name)
    {
        var path = _root;
        foreach (var segment in segments)
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new IOException($"The sandbox sent '{name}', and {path} is a link. Nothing is copied through links: remove it, or copy into another directory.");
            }

            Directory.CreateDirectory(path);
        }

        return path;
    }

    private static string[] Segments(string name)
    {
        var segments = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").ToArray();
        return Path.IsPathRooted(name) || HasForeignSeparators(name) || segments.Contains("..")
            ? throw new IOException($"The sandbox sent '{name}', which would leave the directory. Nothing of it was copied.")
            : segments;
    }

    // Where a backslash separates names, and a colon a drive, a sandbox must not use them.
    private static bool HasForeignSeparators(string name) => Path.DirectorySeparatorChar != '/' && name.AsSpan().ContainsAny('\\', ':');
}
