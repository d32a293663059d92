using System.Text;

namespace OpenHands.Execution.Tests;

/// <summary>Disks that are full, read-only, or mounted in the way.</summary>
public sealed class DiskTests : WorkspaceTests
{
    private string _disk = "";

    [SetUp]
    public void MountDisk()
    {
        _disk = PathOf("disk");
        Directory.CreateDirectory(_disk);
        Native.MountTmpfs(_disk, "size=64k");
    }

    [TearDown]
    public void UnmountDisk() => Native.Unmount(_disk);

    [Test]
    public async Task A_full_disk_is_named_and_the_old_file_stays()
    {
        var path = Put("disk/f.txt", "old");

        var whole = await WriteAsync("disk/f.txt", new string('x', 100_000));
        var edit = await WriteAsync("disk/f.txt", new string('x', 100_000), 0, 1);
        var fresh = await WriteAsync("disk/new/deep/g.txt", new string('x', 100_000));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole, Is.EqualTo(new ErrorObservation($"Could not write {path}: No space left on device.")));
            Assert.That(edit, Is.EqualTo(whole));
            Assert.That(fresh.Content, Does.EndWith(": No space left on device."));
            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("old"));
            Assert.That(Directory.GetFileSystemEntries(_disk), Is.EqualTo(new[] { path }));
        }
    }

    [Test]
    public async Task An_upload_to_a_full_disk_names_path_and_reason_and_leaves_nothing()
    {
        using var content = new MemoryStream(new byte[100_000]);

        var upload = () => Files.UploadFileAsync("disk/new/f.bin", content, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{_disk}/new/f.bin: No space left on device."));
            Assert.That(Directory.GetFileSystemEntries(_disk), Is.Empty);
        }

        await Task.CompletedTask;
    }

    [Test]
    public void A_tree_that_fills_the_disk_names_the_entry_and_keeps_what_was_whole()
    {
        using var tar = TarFile.Of(("small.txt", new byte[1000]), ("large.bin", new byte[100_000]));

        var upload = () => Files.UploadTreeAsync("disk", tar, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo("large.bin: No space left on device."));
            Assert.That(Directory.GetFileSystemEntries(_disk), Is.EqualTo(new[] { $"{_disk}/small.txt" }));
        }
    }

    [Test]
    public async Task A_read_only_disk_is_named()
    {
        var path = Put("disk/f.txt", "old");
        Native.RemountReadOnly(_disk);

        var existing = await WriteAsync("disk/f.txt", "new");
        var fresh = await WriteAsync("disk/new/g.txt", "new");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(existing, Is.EqualTo(new ErrorObservation($"Could not write {path}: Read-only file system.")));
            Assert.That(fresh.Content, Does.EndWith("g.txt: Read-only file system."));
        }
    }

    [Test]
    public async Task A_file_that_is_a_mount_point_is_written_in_place()
    {
        var path = Put("hosts", "old");
        var mounted = Put("disk/hosts", "127.0.0.1 localhost\n");
        Native.BindMount(mounted, path);
        try
        {
            var observation = await WriteAsync("hosts", "::1 localhost\n", 1);

            using (Assert.EnterMultipleScope())
            {
                Assert.That(observation, Is.EqualTo(new FileWriteObservation(path)));
                Assert.That(await File.ReadAllTextAsync(mounted), Is.EqualTo("127.0.0.1 localhost\n::1 localhost\n"));
            }
        }
        finally
        {
            Native.Unmount(path);
        }
    }

    [Test]
    public async Task A_writable_file_in_a_directory_that_takes_no_new_file_is_written_in_place()
    {
        var path = Put("disk/f.txt", "old");
        var mounted = Put("rw.txt", "something longer");
        Native.BindMount(mounted, path);
        Native.RemountReadOnly(_disk);
        try
        {
            var observation = await WriteAsync("disk/f.txt", "new");

            using (Assert.EnterMultipleScope())
            {
                Assert.That(observation, Is.EqualTo(new FileWriteObservation(path)));
                Assert.That(await File.ReadAllTextAsync(mounted, Encoding.UTF8), Is.EqualTo("new"));
            }
        }
        finally
        {
            Native.Unmount(path);
        }
    }
}
