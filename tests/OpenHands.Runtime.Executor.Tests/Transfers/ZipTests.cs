using System.IO.Compression;
using System.Text;

namespace OpenHands.Execution.Tests;

public sealed class ZipTests : WorkspaceTests
{
    [Test]
    public async Task A_tree_comes_back_with_modes_links_and_empty_directories()
    {
        File.SetUnixFileMode(Put("tree/bin/run.sh", "#!/bin/sh\n"), (UnixFileMode)0x1ed);
        Put("tree/ünï/日本.txt", new string('x', 300_000));
        Directory.CreateDirectory(PathOf("tree/empty"));
        File.CreateSymbolicLink(PathOf("tree/bin/up"), "../ünï");
        Native.MakeFifo(PathOf("tree/pipe"));
        using var zip = new MemoryStream();

        await Files.WriteZipAsync("tree", new OneWayStream(zip), CancellationToken.None);
        zip.Position = 0;
        await Files.ExtractZipAsync("copy", new OneWayStream(zip), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Files.List("copy"), Is.EqualTo(Files.List("tree").Where(name => name != "pipe")));
            Assert.That(File.GetUnixFileMode(PathOf("copy/bin/run.sh")), Is.EqualTo((UnixFileMode)0x1ed));
            Assert.That(new FileInfo(PathOf("copy/bin/up")).LinkTarget, Is.EqualTo("../ünï"));
            Assert.That(await File.ReadAllTextAsync(PathOf("copy/ünï/日本.txt")), Is.EqualTo(new string('x', 300_000)));
            Assert.That(Files.List("copy/empty"), Is.Empty);
        }
    }

    [TestCase("../evil.txt", "'..'")]
    [TestCase("a/../../evil.txt", "'..'")]
    [TestCase("/tmp/openhands-evil.txt", "absolute")]
    public void A_name_that_could_leave_is_refused(string name, string reason)
    {
        var extract = () => Files.ExtractZipAsync("tree", ZipOf((name, "evil", 0)), CancellationToken.None);

        Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"Entry '{name}' is refused: ").And.Message.Contains(reason));
    }

    [Test]
    public void A_link_that_leads_out_is_refused()
    {
        var extract = () => Files.ExtractZipAsync(".", ZipOf(("out", "../ohws-evil", 0xa1ff), ("out/evil.txt", "evil", 0)), CancellationToken.None);

        Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("out of the directory"));
    }

    [Test]
    public void A_device_is_refused()
    {
        var extract = () => Files.ExtractZipAsync(".", ZipOf(("dev", "", 0x21ff)), CancellationToken.None);

        Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("Entry 'dev' is refused"));
    }

    [Test]
    public void A_bomb_is_stopped_by_its_ratio()
    {
        using var files = new SandboxFiles(Workspace, new FileLimits { UnratedUnzippedBytes = 1 << 20, MaxZipRatio = 100 });

        var extract = () => files.ExtractZipAsync("tree", ZipOf(("bomb", new string('\0', 50 << 20), 0)), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("unpacks to more than"));
            Assert.That(Files.List("tree"), Is.Empty);
        }
    }

    [Test]
    public async Task What_compresses_well_but_is_small_is_no_bomb()
    {
        await Files.ExtractZipAsync("tree", ZipOf(("zeros", new string('\0', 50 << 20), 0)), CancellationToken.None);

        Assert.That(new FileInfo(PathOf("tree/zeros")).Length, Is.EqualTo(50 << 20));
    }

    [Test]
    public void Too_much_is_refused_whatever_its_ratio()
    {
        using var files = new SandboxFiles(Workspace, new FileLimits { MaxUnzippedBytes = 1000 });

        var extract = () => files.ExtractZipAsync("tree", ZipOf(("a", new string('a', 600), 0), ("b", new string('b', 600), 0)), CancellationToken.None);

        Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("1000"));
    }

    [Test]
    public void Too_many_entries_are_refused()
    {
        using var files = new SandboxFiles(Workspace, new FileLimits { MaxZipEntries = 1 });

        var extract = () => files.ExtractZipAsync("tree", ZipOf(("a", "", 0), ("b", "", 0)), CancellationToken.None);

        Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("2 entries"));
    }

    [Test]
    public void A_damaged_entry_is_refused()
    {
        var zip = ZipOf(CompressionLevel.NoCompression, ("a.txt", new string('a', 500), 0));
        zip.GetBuffer()[200] ^= 1;

        var extract = () => Files.ExtractZipAsync("tree", zip, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(extract, Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo("Entry 'a.txt' of the zip archive is damaged: its check sum is wrong."));
            Assert.That(Files.List("tree"), Is.Empty);
        }
    }

    [Test]
    public void A_cut_archive_is_refused_wherever_it_is_cut()
    {
        var whole = ZipOf(("a.txt", new string('a', 500), 0), ("b.txt", "b", 0)).ToArray();

        using (Assert.EnterMultipleScope())
        {
            for (var length = 0; length < whole.Length; length += 7)
            {
                var cut = new MemoryStream(whole, 0, length);
                Assert.That(() => Files.ExtractZipAsync("tree", cut, CancellationToken.None), Throws.InstanceOf<InvalidDataException>(), $"cut at {length}");
            }
        }
    }

    [Test]
    public async Task A_file_without_a_mode_is_readable()
    {
        await Files.ExtractZipAsync("tree", ZipOf(("a.txt", "a", 0)), CancellationToken.None);

        Assert.That(File.GetUnixFileMode(PathOf("tree/a.txt")) & UnixFileMode.UserRead, Is.Not.Zero);
    }

    [Test]
    public void A_download_of_what_is_not_there_says_so()
    {
        var download = () => Files.WriteZipAsync("nope", Stream.Null, CancellationToken.None);

        Assert.That(download, Throws.InstanceOf<DirectoryNotFoundException>());
    }

    private static MemoryStream ZipOf(params (string Name, string Content, uint UnixMode)[] entries) => ZipOf(CompressionLevel.Optimal, entries);

    private static MemoryStream ZipOf(CompressionLevel level, params (string Name, string Content, uint UnixMode)[] entries)
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, mode) in entries)
            {
                var entry = archive.CreateEntry(name, level);
                entry.ExternalAttributes = unchecked((int)(mode << 16));
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        zip.Position = 0;
        return zip;
    }
}
