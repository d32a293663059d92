using System.Formats.Tar;
using CsCheck;

namespace OpenHands.Execution.Tests;

public sealed class TarPropertyTests : WorkspaceTests
{
    private const int Seconds = 6;

    private static readonly Gen<string> Part = Gen.OneOf("a", "b", "c", "..", ".", "", "l", "m", "ohws-evil", "tree", "\0", "ü", " ", "...");

    private static readonly Gen<string> Name = Gen.Select(Gen.OneOf("", "", "", "/", "./"), Part.Array[1, 5], Gen.OneOf("", "", "/"))
        .Select((front, parts, back) => front + string.Join('/', parts) + back)
        .Where(name => name.Length > 0);

    private static readonly Gen<TarEntryType> Type = Gen.OneOf(
        TarEntryType.RegularFile, TarEntryType.RegularFile, TarEntryType.SymbolicLink, TarEntryType.SymbolicLink, TarEntryType.Directory, TarEntryType.HardLink);

    private static readonly Gen<(TarEntryType Type, string Name, string Target)[]> Entries = Gen.Select(Type, Name, Name).Array[1, 8];

    [Test]
    public async Task No_archive_reaches_outside_or_leaves_a_link_that_does()
    {
        var outsideFile = Path.Combine(Outside, "secret");
        var unpacked = 0;
        await Gen.Select(Entries, Gen.Bool).SampleAsync(
            async (entries, hasLinkOut) =>
            {
                Directory.Delete(Workspace, recursive: true);
                Directory.CreateDirectory(PathOf("tree/b"));
                if (hasLinkOut)
                {
                    File.CreateSymbolicLink(PathOf("tree/m"), Outside);
                }

                await File.WriteAllTextAsync(outsideFile, "secret");
                try
                {
                    await Files.UploadTreeAsync("tree", TarFile.Of([.. entries.Select(Make)]), CancellationToken.None);
                    Interlocked.Increment(ref unpacked);
                }
                catch (Exception exception) when (exception is IOException or InvalidDataException)
                {
                    // Refused, which may leave what came before.
                }

                return Directory.GetFileSystemEntries(Outside).SequenceEqual([outsideFile])
                    && await File.ReadAllTextAsync(outsideFile) == "secret"
                    && Directory.GetFileSystemEntries(Workspace).SequenceEqual([PathOf("tree")])
                    && NoLinkLeadsOut(PathOf("tree"), hasLinkOut);
            },
            time: Seconds,
            threads: 1);

        File.Delete(outsideFile);
        Assert.That(unpacked, Is.GreaterThan(50), "the archives must not all be refused, or nothing was tried");
    }

    private static TarEntry Make((TarEntryType Type, string Name, string Target) entry)
    {
        // The writer of archives refuses NUL in names itself; a hostile one would not.
        var made = new PaxTarEntry(entry.Type, entry.Name.Replace('\0', '0'));
        if (entry.Type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            made.LinkName = entry.Target.Replace('\0', '0');
        }
        else if (entry.Type == TarEntryType.RegularFile)
        {
            made.DataStream = new MemoryStream("evil"u8.ToArray());
        }

        return made;
    }

    /// <summary>Lets the kernel itself follow every link.</summary>
    /// <param name="directory">Where to look.</param>
    /// <param name="hasLinkOut">Whether one that leads out was there before, so that links to it lead where it does.</param>
    private bool NoLinkLeadsOut(string directory, bool hasLinkOut)
    {
        var entries = new DirectoryInfo(directory).GetFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 });
        var links = entries.Where(entry => entry.LinkTarget is not null).Select(entry => Native.PhysicalPathOf(entry.FullName));
        return links.All(reached => reached is null || IsIn(PathOf("tree"), reached) || (hasLinkOut && IsIn(Outside, reached)))
            && entries.OfType<DirectoryInfo>().Where(entry => entry.LinkTarget is null).All(entry => NoLinkLeadsOut(entry.FullName, hasLinkOut));
    }

    private static bool IsIn(string directory, string path) => path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
