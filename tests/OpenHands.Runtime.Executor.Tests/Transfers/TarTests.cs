using System.Diagnostics;
using System.Text;

namespace OpenHands.Execution.Tests;

public sealed class TarTests : WorkspaceTests
{
    [Test]
    public async Task A_tree_comes_back_with_modes_links_times_and_empty_directories()
    {
        var time = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetUnixFileMode(Put("tree/bin/run.sh", "#!/bin/sh\n"), (UnixFileMode)0x1ed);
        File.SetLastWriteTimeUtc(Put("tree/ünï/日本.txt", "text"), time);
        Put($"tree/{new string('d', 200)}/{new string('f', 200)}", "long");
        Directory.CreateDirectory(PathOf("tree/empty"));
        File.SetUnixFileMode(PathOf("tree/empty"), (UnixFileMode)0x1c0);
        File.CreateSymbolicLink(PathOf("tree/link"), "bin/run.sh");
        File.CreateSymbolicLink(PathOf("tree/bin/up"), "../ünï");
        Native.MakeFifo(PathOf("tree/pipe"));
        using var tar = new MemoryStream();

        await Files.DownloadTreeAsync("tree", new OneWayStream(tar), CancellationToken.None);
        tar.Position = 0;
        await Files.UploadTreeAsync("copy", new OneWayStream(tar), CancellationToken.None);

        using var again = new MemoryStream();
        await Files.DownloadTreeAsync("copy", again, CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(TarFile.Describe(again), Is.EqualTo(TarFile.Describe(tar)));
            Assert.That(TarFile.Describe(tar), Does.Contain("Directory empty/ 700").And.Contain("RegularFile bin/run.sh 755").And.Contain("SymbolicLink bin/up 777 -> ../ünï"));
            Assert.That(TarFile.Describe(tar), Has.None.Contain("pipe"));
            Assert.That(await File.ReadAllTextAsync(PathOf("copy/ünï/日本.txt")), Is.EqualTo("text"));
            Assert.That(File.GetLastWriteTimeUtc(PathOf("copy/ünï/日本.txt")), Is.EqualTo(time));
        }
    }

    [Test]
    public async Task An_empty_directory_is_an_archive_that_unpacks_to_nothing()
    {
        Directory.CreateDirectory(PathOf("empty"));
        using var tar = new MemoryStream();

        await Files.DownloadTreeAsync("empty", tar, CancellationToken.None);
        tar.Position = 0;
        await Files.UploadTreeAsync("copy", tar, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tar.Length, Is.EqualTo(1024));
            Assert.That(Directory.GetFileSystemEntries(PathOf("copy")), Is.Empty);
        }
    }

    [Test]
    public async Task A_single_file_is_packed_under_its_own_name()
    {
        Put("dir/f.txt", "text");
        using var tar = new MemoryStream();

        await Files.DownloadTreeAsync("dir/f.txt", tar, CancellationToken.None);

        Assert.That(string.Join(' ', TarFile.Describe(tar)), Does.Match("^RegularFile f.txt [0-7]+$"));
    }

    [Test]
    public void A_download_of_what_is_not_there_says_so()
    {
        var download = () => Files.DownloadTreeAsync("nope", Stream.Null, CancellationToken.None);

        Assert.That(download, Throws.InstanceOf<DirectoryNotFoundException>().With.Message.Contains(PathOf("nope")));
    }

    [Test]
    public void A_directory_that_cannot_be_read_is_named_and_the_archive_lacks_its_end()
    {
        Directory.CreateDirectory(PathOf("tree/a"));
        Put("tree/closed/b.txt", "x");
        File.SetUnixFileMode(PathOf("tree/closed"), UnixFileMode.UserExecute);
        using var tar = new MemoryStream();

        var download = () => Native.AsNobody(() => Files.DownloadTreeAsync("tree", tar, CancellationToken.None));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(download, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{PathOf("tree/closed")}: Permission denied."));
            Assert.That(() => Files.UploadTreeAsync("copy", new MemoryStream(tar.ToArray()), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
        }
    }

    [Test]
    public async Task Names_that_are_not_utf8_are_packed_with_replacement_characters()
    {
        Native.MakeFile([.. Encoding.UTF8.GetBytes(Workspace), (byte)'/', (byte)'f', 0xff]);
        using var tar = new MemoryStream();

        await Files.DownloadTreeAsync(".", tar, CancellationToken.None);

        Assert.That(string.Join(' ', TarFile.Describe(tar)), Is.EqualTo("RegularFile f\uFFFD 644"));
    }

    [Test]
    public async Task What_GNU_tar_packs_is_unpacked_and_what_we_pack_it_unpacks()
    {
        Put("tree/dir/f.txt", "text");
        Put($"tree/{new string('n', 180)}/{new string('m', 180)}.txt", "long");
        Native.MakeHardLink(PathOf("tree/dir/f.txt"), PathOf("tree/dir/second.txt"));
        File.CreateSymbolicLink(PathOf("tree/link"), "dir");
        var gnu = PathOf("gnu.tar");

        await RunAsync("tar", "--format=gnu", "-C", PathOf("tree"), "-cf", gnu, ".");
        await using (var archive = File.OpenRead(gnu))
        {
            await Files.UploadTreeAsync("ours", archive, CancellationToken.None);
        }

        await using (var archive = File.Create(PathOf("ours.tar")))
        {
            await Files.DownloadTreeAsync("ours", archive, CancellationToken.None);
        }

        Directory.CreateDirectory(PathOf("theirs"));
        await RunAsync("tar", "-C", PathOf("theirs"), "-xf", PathOf("ours.tar"));
        await RunAsync("diff", "-r", "--no-dereference", PathOf("tree"), PathOf("ours"));
        await RunAsync("diff", "-r", "--no-dereference", PathOf("tree"), PathOf("theirs"));
    }

    [Test]
    public async Task A_tree_larger_than_the_memory_it_may_use_goes_through_both_ways()
    {
        const long Length = 256L << 20;
        await using (var file = File.Create(PathOf("huge.bin")))
        {
            await new PatternStream(Length).CopyToAsync(file);
        }

        Directory.CreateDirectory(PathOf("tree"));
        File.Move(PathOf("huge.bin"), PathOf("tree/huge.bin"));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await using (var archive = File.Create(PathOf("tree.tar")))
        {
            await Files.DownloadTreeAsync("tree", archive, CancellationToken.None);
        }

        await using (var archive = File.OpenRead(PathOf("tree.tar")))
        {
            await Files.UploadTreeAsync("copy", archive, CancellationToken.None);
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        var copied = new PatternStream(Length);
        await using (var file = File.OpenRead(PathOf("copy/huge.bin")))
        {
            await file.CopyToAsync(copied);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(copied.Position, Is.EqualTo(Length));
            Assert.That(allocated, Is.LessThan(64 << 20));
        }
    }

    [Test]
    public async Task Files_take_the_place_of_files_and_links_but_not_of_directories()
    {
        Put("copy/f.txt", "old");
        Put("kept.txt", "kept");
        File.CreateSymbolicLink(PathOf("copy/link.txt"), "../kept.txt");
        Directory.CreateDirectory(PathOf("copy/dir"));

        await Files.UploadTreeAsync("copy", TarFile.Of(("f.txt", "new"u8.ToArray()), ("link.txt", "new"u8.ToArray())), CancellationToken.None);
        var overDirectory = () => Files.UploadTreeAsync("copy", TarFile.Of(("dir", "new"u8.ToArray())), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await File.ReadAllTextAsync(PathOf("copy/f.txt")), Is.EqualTo("new"));
            Assert.That(new FileInfo(PathOf("copy/link.txt")).LinkTarget, Is.Null);
            Assert.That(await File.ReadAllTextAsync(PathOf("kept.txt")), Is.EqualTo("kept"));
            Assert.That(overDirectory, Throws.InstanceOf<IOException>().With.Message.EqualTo("dir: Is a directory."));
        }
    }

    [Test]
    public void A_directory_that_its_owner_may_not_write_is_filled_first()
    {
        Directory.CreateDirectory(PathOf("mine"));
        File.SetUnixFileMode(PathOf("mine"), (UnixFileMode)0x1ff);
        var tar = TarFile.Of(TarFile.Directory("ro/", 0x16d), TarFile.Directory("ro/sub/", 0x140), TarFile.File("ro/sub/f.txt", [], 0x924));

        Native.AsNobody(() => Files.UploadTreeAsync("mine", tar, CancellationToken.None)).GetAwaiter().GetResult();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(File.GetUnixFileMode(PathOf("mine/ro")), Is.EqualTo((UnixFileMode)0x16d));
            Assert.That(File.GetUnixFileMode(PathOf("mine/ro/sub")), Is.EqualTo((UnixFileMode)0x140));
            Assert.That(File.GetUnixFileMode(PathOf("mine/ro/sub/f.txt")), Is.EqualTo((UnixFileMode)0x124), "set-id bits are dropped");
        }
    }

    [Test]
    public async Task A_sparse_file_is_refused_rather_than_unpacked_as_its_map()
    {
        var sparse = PathOf("sparse.bin");
        await using (var file = File.Create(sparse))
        {
            file.SetLength(10 << 20);
        }

        await RunAsync("tar", "--sparse", "--format=pax", "-C", Workspace, "-cf", PathOf("sparse.tar"), "sparse.bin");
        await using var archive = File.OpenRead(PathOf("sparse.tar"));

        var upload = () => Files.UploadTreeAsync("copy", archive, CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("sparse"));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program}: {output}");
    }
}
