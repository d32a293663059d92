using System.Formats.Tar;
using CsCheck;

namespace OpenHands.Execution.Tests;

public sealed class TarPropertyTests : WorkspaceTests
{
    private const int Archives = 600;

    private static readonly Gen<string> Part = Gen.Frequency(
        (12, Gen.OneOf("a", "b", "c", "l", "m", "tree", "ü", "...", "ohws-evil")),
        (2, Gen.OneOf("..", ".", "", "\0")));

    private static readonly Gen<string> Name = Gen.Select(Gen.Frequency((20, Gen.OneOf("", "", "", "./")), (1, Gen.Const("/"))), Part.Array[1, 4], Gen.OneOf("", "", "/"))
        .Select((front, parts, back) => front + string.Join('/', parts) + back)
        .Where(name => name.Length > 0);

    private static readonly Gen<string> Target = Gen.Select(Gen.OneOf("", "", "../", "../../", "../../../", "/"), Part.Array[1, 3])
        .Select((front, parts) => front + string.Join('/', parts))
        .Where(target => target.Length > 0);

    private static readonly Gen<TarEntryType> Type = Gen.OneOf(
        TarEntryType.RegularFile, TarEntryType.RegularFile, TarEntryType.SymbolicLink, TarEntryType.SymbolicLink, TarEntryType.Directory, TarEntryType.HardLink);

    private static readonly Gen<(TarEntryType Type, string Name, string Target)[]> Entries = Gen.Select(Type, Name, Target).Array[1, 6];

    [Test]
    public async Task No_archive_reaches_outside_or_leaves_a_link_that_does()
    {
        var outsideFile = Path.Combine(Outside, "secret");
        var (tried, unpacked) = (0, 0);
        await Gen.Select(Entries, Gen.Bool).SampleAsync(
            async (entries, hasLinkOut) =>
            {
                tried++;
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
                    unpacked++;
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
            iter: Archives,
            threads: 1);

        File.Delete(outsideFile);
        TestContext.Out.WriteLine($"{tried} archives, {unpacked} of them unpacked whole");
        Assert.That(unpacked, Is.GreaterThan(tried / 20), "the archives must not nearly all be refused, or little was tried");
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
