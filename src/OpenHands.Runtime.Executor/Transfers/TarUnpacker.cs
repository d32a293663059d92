using System.Formats.Tar;

namespace OpenHands.Execution;

/// <summary>Unpacks tar streams.</summary>
internal static class TarUnpacker
{
    /// <summary>Unpacks below a directory, entry by entry as they come, and reads the stream to its end.</summary>
    /// <exception cref="InvalidDataException">The stream is no whole tar archive, or an entry is refused.</exception>
    /// <exception cref="IOException">The system refused.</exception>
    public static async Task UnpackAsync(string directory, Stream tar, CancellationToken cancellationToken)
    {
        var guard = new TarGuard(tar);
        await using (guard.ConfigureAwait(false))
        {
            var reader = new TarReader(guard, leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                // Nothing is made before the stream has proved to be an archive.
                var entry = await NextAsync(reader, cancellationToken).ConfigureAwait(false);
                using var unpacker = new TreeUnpacker(directory);
                for (; entry is not null; entry = await NextAsync(reader, cancellationToken).ConfigureAwait(false))
                {
                    await AddAsync(unpacker, entry, cancellationToken).ConfigureAwait(false);
                }

                unpacker.Finish();
                await guard.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException exception)
        {
            throw EndsEarly(exception);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            throw new InvalidDataException($"The tar archive is damaged, or is none: {exception.Message}", exception);
        }
    }

    private static async Task AddAsync(TreeUnpacker unpacker, TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry is PaxTarEntry { ExtendedAttributes: var attributes } && attributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
        {
            // Its content is a map of holes and what lies between them, which nobody here would put together.
            throw EntryName.Refused(entry.Name, "it is a sparse file");
        }

        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                try
                {
                    await unpacker.AddFileAsync(entry.Name, (uint)entry.Mode, entry.ModificationTime, entry.DataStream, cancellationToken).ConfigureAwait(false);
                }
                catch (EndOfStreamException exception)
                {
                    throw EndsEarly(exception);
                }

                break;

            case TarEntryType.Directory:
                unpacker.AddDirectory(entry.Name, (uint)entry.Mode);
                break;

            case TarEntryType.SymbolicLink:
                unpacker.AddSymbolicLink(entry.Name, entry.LinkName);
                break;

            case TarEntryType.HardLink:
                unpacker.AddHardLink(entry.Name, entry.LinkName);
                break;

            case TarEntryType.GlobalExtendedAttributes:
                break;

            default:
                throw EntryName.Refused(entry.Name, $"it is of the kind {entry.EntryType}, and only files, directories and links are unpacked");
        }
    }

    private static InvalidDataException EndsEarly(Exception exception) => new("The tar archive ends too early.", exception);
}
