using System.Formats.Tar;

namespace OpenHands.Docker;

/// <summary>The file of an archive that holds one.</summary>
internal static class FirstFile
{
    /// <summary>Reads it, and disposes the archive.</summary>
    /// <returns>The bytes; <see langword="null"/> when the archive begins with something else, or the file is too long.</returns>
    public static async Task<byte[]?> ReadAsync(Stream archive, int mostBytes, CancellationToken cancellationToken)
    {
        await using (archive.ConfigureAwait(false))
        {
            var reader = new TarReader(archive);
            await using (reader.ConfigureAwait(false))
            {
                var entry = await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false);
                if (entry is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: var data } || entry.Length > mostBytes)
                {
                    return null;
                }

                var content = new byte[entry.Length];
                if (data is not null)
                {
                    await data.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);
                }

                return content;
            }
        }
    }
}
