using System.Formats.Tar;

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
