using System.Formats.Tar;

namespace OpenHands.Testing;

/// <summary>Trees of fake files as tar archives, both ways.</summary>
internal static class FakeArchive
{
    // What ends an archive; a directory without content is nothing else.
    private const int EndLength = 1024;

    /// <summary>Packs a directory's content, or a single file.</summary>
    /// <exception cref="DirectoryNotFoundException">There is nothing of that path.</exception>
    public static byte[] Pack(FakeTree tree, string absolute)
    {
        var real = tree.Follow(absolute);
        var root = tree.Find(real) ?? throw new DirectoryNotFoundException($"{absolute}: No such file or directory.");
        var entries = root is FakeNode.Directory
            ? tree.All.Where(node => node.Key.StartsWith($"{real}/", StringComparison.Ordinal)).Select(node => (Name: node.Key[(real.Length + 1)..], Node: node.Value))
            : [(FakeTree.NameOf(real), root)];

        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, node) in entries)
            {
                writer.WriteEntry(Entry(name, node));
            }
        }

        return archive.Length == 0 ? new byte[EndLength] : archive.ToArray();
    }

    /// <summary>Unpacks below a directory, entry by entry. What was unpacked before a refused one stays.</summary>
    /// <exception cref="InvalidDataException">It is no tar archive, or an entry would leave the directory.</exception>
    public static void Unpack(FakeTree tree, string absolute, MemoryStream archive)
    {
        if (archive.Length == 0)
        {
            throw new InvalidDataException("The tar archive ends too early.");
        }

        try
        {
            using var reader = new TarReader(archive, leaveOpen: true);
            var entry = reader.GetNextEntry(copyData: true);
            var directory = tree.Follow(absolute);
            tree.MakeDirectory(directory);
            for (; entry is not null; entry = reader.GetNextEntry(copyData: true))
            {
                Add(tree, directory, entry);
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The tar archive ends too early.", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException($"The tar archive is damaged, or is none: {exception.Message}", exception);
        }
    }

    private static PaxTarEntry Entry(string name, FakeNode node) => node switch
    {
        FakeNode.File file => new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = file.Mode, DataStream = new MemoryStream(file.Content, writable: false) },
        FakeNode.Link link => new PaxTarEntry(TarEntryType.SymbolicLink, name) { Mode = link.Mode, LinkName = link.Target },
        _ => new PaxTarEntry(TarEntryType.Directory, $"{name}/") { Mode = node.Mode },
    };

    private static void Add(FakeTree tree, string directory, TarEntry entry)
    {
        if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
        {
            return;
        }

        var path = Place(tree, directory, entry, entry.Name);
        if (path == directory)
        {
            // The directory itself is the caller's.
            return;
        }

        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                tree.Put(path, new FakeNode.File(ReadAll(entry.DataStream), entry.Mode));
                break;

            case TarEntryType.Directory:
                tree.MakeDirectory(path);
                tree.Put(path, new FakeNode.Directory(entry.Mode));
                break;

            case TarEntryType.SymbolicLink:
                var target = entry.LinkName.StartsWith('/') ? entry.LinkName : $"{FakeTree.ParentOf(path)}/{entry.LinkName}";
                tree.Put(path, IsBelow(directory, tree.Follow(target)) ? new FakeNode.Link(entry.LinkName) : throw Refused(entry, $"it links to '{entry.LinkName}', out of the directory"));
                break;

            case TarEntryType.HardLink:
                tree.Put(path, tree.Find(Place(tree, directory, entry, entry.LinkName)) as FakeNode.File ?? throw Refused(entry, $"it is a hard link to '{entry.LinkName}', which is no file of the directory"));
                break;

            default:
                throw Refused(entry, $"it is of the kind {entry.EntryType}, and only files, directories and links are unpacked");
        }
    }

    private static string Place(FakeTree tree, string directory, TarEntry entry, string name)
    {
        if (name.StartsWith('/') || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw Refused(entry, "its name is absolute, has a '..' part or holds a NUL character");
        }

        var path = tree.Follow($"{directory}/{name}", followsLast: false);
        return IsBelow(directory, path) ? path : throw Refused(entry, "a link on its way leads out of the directory");
    }

    private static bool IsBelow(string directory, string path) => path == directory || path.StartsWith($"{directory}/", StringComparison.Ordinal);

    private static byte[] ReadAll(Stream? content)
    {
        var bytes = new MemoryStream();
        content?.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static InvalidDataException Refused(TarEntry entry, string reason) => new($"The archive entry '{entry.Name}' is refused: {reason}.");
}
