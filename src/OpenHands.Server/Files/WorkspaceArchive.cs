using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace OpenHands.Server.Files;

/// <summary>Sends a directory of a sandbox as a zip archive while it comes: nothing is kept but what is under way.</summary>
internal static class WorkspaceArchive
{
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xa000;
    private const int DosDirectory = 0x10;

    private static readonly DateTimeOffset s_earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_latest = new(2107, 12, 31, 23, 59, 58, TimeSpan.Zero);

    /// <summary>Packs a directory with modes, times and links, which are packed as links.</summary>
    /// <exception cref="IOException">The sandbox could not read something. The archive then lacks its end, so that nobody takes it for whole.</exception>
    public static async Task WriteAsync(Runtime runtime, string directory, PipeWriter destination, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync();
        try
        {
            await using var tar = new TarReader(pipe.Reader.AsStream(leaveOpen: true));
            await ConvertAsync(tar, new ZipStream(destination), cancellationToken);
            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ReadAsync()
        {
            try
            {
                await runtime.DownloadTreeAsync(directory, pipe.Writer.AsStream(leaveOpen: true), stop.Token);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception exception)
            {
                await pipe.Writer.CompleteAsync(exception);
                throw;
            }
        }
    }

    private static async Task ConvertAsync(TarReader tar, Stream destination, CancellationToken cancellationToken)
    {
        // Only disposing writes the table of contents, so it is not disposed after an error. It holds nothing else.
        var zip = await ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = entry.Name.TrimEnd('/');
            name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
            if (name is not ("" or "."))
            {
                await AddAsync(zip, entry, name, cancellationToken);
            }
        }

        await zip.DisposeAsync();
        await destination.FlushAsync(cancellationToken);
    }

    private static async Task AddAsync(ZipArchive zip, TarEntry entry, string name, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                Add(zip, entry, name + "/", DirectoryType).ExternalAttributes |= DosDirectory;
                break;
            case TarEntryType.SymbolicLink:
                await FillAsync(Add(zip, entry, name, LinkType), new MemoryStream(Encoding.UTF8.GetBytes(entry.LinkName)), cancellationToken);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await FillAsync(Add(zip, entry, name, RegularType), entry.DataStream ?? Stream.Null, cancellationToken);
                break;
        }
    }

    private static ZipArchiveEntry Add(ZipArchive zip, TarEntry entry, string name, int type)
    {
        var added = zip.CreateEntry(name);
        added.ExternalAttributes = (type | (int)entry.Mode) << 16;
        added.LastWriteTime = entry.ModificationTime < s_earliest ? s_earliest : entry.ModificationTime > s_latest ? s_latest : entry.ModificationTime;
        return added;
    }

    private static async Task FillAsync(ZipArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        await using var packed = await entry.OpenAsync(cancellationToken);
        await content.CopyToAsync(packed, cancellationToken);
    }
}
