using System.IO.Compression;
using System.Text;

namespace OpenHands.Execution;

/// <summary>Unpacks zip archives.</summary>
internal static class ZipUnpacker
{
    private const int LongestLinkTarget = 4096;

    /// <summary>Unpacks below a directory. A stream that cannot seek is first copied to a temporary file, as a zip archive is read from its end.</summary>
    /// <exception cref="InvalidDataException">The stream is no whole zip archive, unpacks to too much, or an entry is refused.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public static async Task UnpackAsync(string directory, Stream zip, FileLimits limits, CancellationToken cancellationToken)
    {
        if (zip.CanSeek)
        {
            await UnpackSeekableAsync(directory, zip, limits, cancellationToken).ConfigureAwait(false);
            return;
        }

        var path = Path.GetTempPath();
        using var temporary = FileHandles.OpenDirectory(path);
        var spool = TemporaryFile.TryCreate(temporary, TemporaryFile.OwnerOnly) ?? throw FileException.Last(path);
        await using (spool.ConfigureAwait(false))
        {
            await StreamCopy.IntoFileAsync(zip, spool.Content, path, cancellationToken).ConfigureAwait(false);
            spool.Content.Position = 0;
            await UnpackSeekableAsync(directory, spool.Content, limits, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task UnpackSeekableAsync(string directory, Stream zip, FileLimits limits, CancellationToken cancellationToken)
    {
        var archive = await ZipArchive.CreateAsync(zip, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            if (archive.Entries.Count > limits.MaxZipEntries)
            {
                throw new InvalidDataException($"The zip archive has {archive.Entries.Count} entries; at most {limits.MaxZipEntries} are accepted.");
            }

            var allowance = new ZipAllowance(limits, zip.Length);
            using var unpacker = new TreeUnpacker(directory);
            foreach (var entry in archive.Entries)
            {
                await AddAsync(unpacker, entry, allowance, cancellationToken).ConfigureAwait(false);
            }

            unpacker.Finish();
        }
    }

    private static async Task AddAsync(TreeUnpacker unpacker, ZipArchiveEntry entry, ZipAllowance allowance, CancellationToken cancellationToken)
    {
        var name = entry.FullName;
        if (entry.IsEncrypted)
        {
            throw EntryName.Refused(name, "it is encrypted");
        }

        // Archivers of Unix keep the mode in the upper half; it is 0 where others made the archive.
        var unix = (uint)entry.ExternalAttributes >> 16;
        uint? mode = unix == 0 ? null : unix & 0xfff;
        switch (unix & 0xf000)
        {
            case 0x4000:
            case var _ when name.EndsWith('/'):
                unpacker.AddDirectory(name, mode);
                break;

            case 0xa000:
                unpacker.AddSymbolicLink(name, await ReadLinkTargetAsync(entry, allowance, cancellationToken).ConfigureAwait(false));
                break;

            case 0 or 0x8000:
                var content = await OpenAsync(entry, allowance, cancellationToken).ConfigureAwait(false);
                await using (content.ConfigureAwait(false))
                {
                    await unpacker.AddFileAsync(name, mode, modified: null, content, cancellationToken).ConfigureAwait(false);
                }

                break;

            default:
                throw EntryName.Refused(name, "only files, directories and links are unpacked");
        }
    }

    private static async Task<UnzippedStream> OpenAsync(ZipArchiveEntry entry, ZipAllowance allowance, CancellationToken cancellationToken)
    {
        var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new UnzippedStream(content, entry.FullName, entry.Crc32, allowance);
    }

    private static async Task<string> ReadLinkTargetAsync(ZipArchiveEntry entry, ZipAllowance allowance, CancellationToken cancellationToken)
    {
        var content = await OpenAsync(entry, allowance, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var target = new byte[LongestLinkTarget];
            var length = await content.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length < LongestLinkTarget
                ? Encoding.UTF8.GetString(target.AsSpan(0, length))
                : throw EntryName.Refused(entry.FullName, "its link target is too long");
        }
    }
}
