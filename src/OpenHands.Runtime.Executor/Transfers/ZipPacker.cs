using System.IO.Compression;
using System.Text;

namespace OpenHands.Execution;

/// <summary>Packs trees as zip archives.</summary>
internal static class ZipPacker
{
    private const uint RegularType = 0x8000;
    private const uint DirectoryType = 0x4000;
    private const uint LinkType = 0xa000;
    private const int DosDirectory = 0x10;

    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    /// <summary>
    /// Packs a directory's content, or a single file, with modes and times (UTC, to two seconds). Links are packed as links, empty
    /// directories are kept. The destination is only ever written asynchronously.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is nothing by that path.</exception>
    /// <exception cref="FileException">Something cannot be read. The archive then lacks its end, so that nobody takes it for whole.</exception>
    public static async Task PackAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        var items = TreeWalk.Of(path);
        var bridge = new AsyncBridgeStream(destination);
        await using (bridge.ConfigureAwait(false))
        {
            // Only disposing writes the table of content, so it is not disposed after an error. It holds nothing else.
            var archive = await ZipArchive.CreateAsync(bridge, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken).ConfigureAwait(false);
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await AddAsync(archive, item, cancellationToken).ConfigureAwait(false);
            }

            await archive.DisposeAsync().ConfigureAwait(false);
            await bridge.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task AddAsync(ZipArchive archive, TreeItem item, CancellationToken cancellationToken)
    {
        switch (item.Status.Kind)
        {
            case FileKind.Directory:
                var directory = Entry(archive, item.Name + "/", DirectoryType, item.Status);
                directory.ExternalAttributes |= DosDirectory;
                break;

            case FileKind.SymbolicLink when item.ReadLink() is { } target:
                using (var text = new MemoryStream(Encoding.UTF8.GetBytes(target)))
                {
                    await FillAsync(Entry(archive, item.Name, LinkType, item.Status), text, cancellationToken).ConfigureAwait(false);
                }

                break;

            case FileKind.Regular when item.OpenContent(out var status) is { } content:
                await using (content.ConfigureAwait(false))
                {
                    await FillAsync(Entry(archive, item.Name, RegularType, status), content, cancellationToken).ConfigureAwait(false);
                }

                break;
        }
    }

    private static ZipArchiveEntry Entry(ZipArchive archive, string name, uint type, FileStatus status)
    {
        var entry = archive.CreateEntry(name);
        entry.ExternalAttributes = unchecked((int)((type | status.Mode) << 16));
        entry.LastWriteTime = status.Modified < Earliest ? Earliest : status.Modified > Latest ? Latest : status.Modified;
        return entry;
    }

    private static async Task FillAsync(ZipArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var packed = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (packed.ConfigureAwait(false))
        {
            await content.CopyToAsync(packed, cancellationToken).ConfigureAwait(false);
        }
    }
}
