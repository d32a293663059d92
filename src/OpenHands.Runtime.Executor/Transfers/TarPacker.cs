using System.Formats.Tar;

namespace OpenHands.Execution;

/// <summary>Packs trees as pax archives.</summary>
internal static class TarPacker
{
    private const int EndLength = 1024;

    /// <summary>
    /// Packs a directory's content, or a single file, with modes, numeric owners and times. Links are packed as links, empty directories
    /// are kept, a file with several names is packed once for each.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is nothing by that path.</exception>
    /// <exception cref="FileException">Something cannot be read. The archive then lacks its end, so that nobody takes it for whole.</exception>
    public static async Task PackAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        // Only disposing writes the end of the archive, so it is not disposed after an error. It holds nothing else.
        var writer = new TarWriter(destination, TarEntryFormat.Pax, leaveOpen: true);
        var isEmpty = true;
        foreach (var item in TreeWalk.Of(path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            isEmpty &= !await WriteAsync(writer, item, cancellationToken).ConfigureAwait(false);
        }

        await writer.DisposeAsync().ConfigureAwait(false);
        if (isEmpty)
        {
            // The writer would leave nothing at all, which is no archive.
            await destination.WriteAsync(new byte[EndLength], cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> WriteAsync(TarWriter writer, TreeItem item, CancellationToken cancellationToken)
    {
        switch (item.Status.Kind)
        {
            case FileKind.Directory:
                await writer.WriteEntryAsync(Entry(TarEntryType.Directory, item.Name + "/", item.Status), cancellationToken).ConfigureAwait(false);
                return true;

            case FileKind.SymbolicLink when item.ReadLink() is { } target:
                var link = Entry(TarEntryType.SymbolicLink, item.Name, item.Status);
                link.LinkName = target;
                await writer.WriteEntryAsync(link, cancellationToken).ConfigureAwait(false);
                return true;

            case FileKind.Regular when item.OpenContent(out var status) is { } content:
                await using (content.ConfigureAwait(false))
                {
                    var file = Entry(TarEntryType.RegularFile, item.Name, status);
                    file.DataStream = content;
                    await writer.WriteEntryAsync(file, cancellationToken).ConfigureAwait(false);
                    return true;
                }

            default:
                return false;
        }
    }

    private static PaxTarEntry Entry(TarEntryType type, string name, FileStatus status) => new(type, name)
    {
        Mode = status.Permissions,
        ModificationTime = status.Modified,
        Uid = Id(status.User),
        Gid = Id(status.Group),
    };

    // The BCL has no room for the upper half of the numbers, which user namespaces do hand out.
    private static int Id(uint id) => id <= int.MaxValue ? (int)id : 0;
}
