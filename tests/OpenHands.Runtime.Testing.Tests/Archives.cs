using System.Formats.Tar;

namespace OpenHands.Testing.Tests;

/// <summary>Archives of one entry.</summary>
internal static class Archives
{
    public static byte[] Single(string name, string? linkTarget)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(linkTarget is null
                ? new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(new byte[600]) }
                : new UstarTarEntry(TarEntryType.SymbolicLink, name) { LinkName = linkTarget });
        }

        return archive.ToArray();
    }
}
