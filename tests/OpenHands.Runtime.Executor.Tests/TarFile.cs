using System.Formats.Tar;
using System.Text;

namespace OpenHands.Execution.Tests;

/// <summary>Archives made to order.</summary>
internal static class TarFile
{
    public static MemoryStream Of(params (string Name, byte[] Content)[] files) => Of([.. files.Select(file => File(file.Name, file.Content))]);

    public static MemoryStream Of(params TarEntry[] entries)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        tar.Position = 0;
        return tar;
    }

    public static TarEntry File(string name, byte[] content, int mode = 0x1a4) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), Mode = (UnixFileMode)mode };

    public static TarEntry Directory(string name, int mode = 0x1ed) => new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)mode };

    public static TarEntry Link(string name, string target) => new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target };

    public static TarEntry HardLink(string name, string target) => new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target };

    public static TarEntry Special(TarEntryType type, string name) => new PaxTarEntry(type, name);

    /// <summary>One header block, for archives that no proper writer makes.</summary>
    public static byte[] Header(string name, char type, ReadOnlySpan<byte> size)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        size.CopyTo(header.AsSpan(124));
        header[156] = (byte)type;
        "ustar\u000000"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    /// <summary>Name, kind and mode of each entry, as a test can compare them.</summary>
    public static List<string> Describe(Stream tar)
    {
        tar.Position = 0;
        var entries = new List<string>();
        using var reader = new TarReader(tar, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            entries.Add($"{entry.EntryType} {entry.Name} {Convert.ToString((int)entry.Mode, 8)}{(entry.LinkName is "" ? "" : $" -> {entry.LinkName}")}");
        }

        return entries;
    }
}
