using System.Formats.Tar;

namespace OpenHands.Execution.Tests;

/// <summary>No entry leaves the directory. That nothing appears beside the workspace is checked after each test.</summary>
public sealed class TarSafetyTests : WorkspaceTests
{
    private static readonly byte[] Evil = "evil"u8.ToArray();

    [TestCase("../evil.txt", "'..'")]
    [TestCase("a/../../evil.txt", "'..'")]
    [TestCase("a/../b.txt", "'..'")]
    [TestCase("/tmp/openhands-evil.txt", "absolute")]
    [TestCase("//tmp/openhands-evil.txt", "absolute")]
    public void A_name_that_could_leave_is_refused(string name, string reason)
    {
        var upload = () => Files.UploadTreeAsync("tree", TarFile.Of((name, Evil)), CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"Entry '{name}' is refused: ").And.Message.Contains(reason));
    }

    [TestCase("..")]
    [TestCase("../ohws-evil")]
    [TestCase("/etc")]
    [TestCase("d/../..")]
    [TestCase("d/../f")]
    [TestCase("./..")]
    public void A_link_that_leads_out_or_could_is_refused(string target)
    {
        var upload = () => Files.UploadTreeAsync(".", TarFile.Of(TarFile.Link("link", target), TarFile.File("link/evil.txt", Evil)), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"Entry 'link' is refused: it links to '{target}'"));
            Assert.That(Directory.GetFileSystemEntries(Workspace), Is.Empty);
        }
    }

    [Test]
    public void A_link_below_a_link_counts_its_depth_from_where_it_really_is()
    {
        var tar = TarFile.Of(TarFile.Directory("a/b/c/"), TarFile.Link("a/b/c/up", "../../.."), TarFile.Link("a/b/c/up/out", "../ohws-evil"), TarFile.File("out/evil.txt", Evil));

        var upload = () => Files.UploadTreeAsync(".", tar, CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("a/b/c/up/out").And.Message.Contains("out of the directory"));
    }

    [Test]
    public void A_link_that_was_there_is_not_followed_out()
    {
        Directory.CreateDirectory(PathOf("tree"));
        File.CreateSymbolicLink(PathOf("tree/out"), Outside);
        File.CreateSymbolicLink(PathOf("tree/up"), "..");

        using (Assert.EnterMultipleScope())
        {
            foreach (var name in new[] { "out/evil.txt", "up/evil.txt", "out/evil/" })
            {
                var entry = name.EndsWith('/') ? TarFile.Directory(name) : TarFile.File(name, Evil);
                Assert.That(() => Files.UploadTreeAsync("tree", TarFile.Of(entry), CancellationToken.None), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(name));
            }

            Assert.That(() => Files.UploadTreeAsync("tree", TarFile.Of(TarFile.Link("out/l", "x")), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
            Assert.That(() => Files.UploadTreeAsync("tree", TarFile.Of(TarFile.Directory("out/")), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
            Assert.That(Directory.GetFileSystemEntries(Workspace), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public async Task Links_that_stay_inside_are_made_and_followed()
    {
        Directory.CreateDirectory(PathOf("tree/real"));
        File.CreateSymbolicLink(PathOf("tree/absolute"), PathOf("tree/real"));
        var tar = TarFile.Of(
            TarFile.Link("lib64", "lib"),
            TarFile.Directory("lib/deep/"),
            TarFile.Link("lib/deep/back", "../../lib"),
            TarFile.Link("inside", PathOf("tree/real")),
            TarFile.File("lib64/deep/back/f.txt", "1"u8.ToArray()),
            TarFile.File("absolute/g.txt", "2"u8.ToArray()),
            TarFile.File("inside/h.txt", "3"u8.ToArray()));

        await Files.UploadTreeAsync("tree", tar, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await File.ReadAllTextAsync(PathOf("tree/lib/f.txt")), Is.EqualTo("1"));
            Assert.That(await File.ReadAllTextAsync(PathOf("tree/real/g.txt")), Is.EqualTo("2"));
            Assert.That(await File.ReadAllTextAsync(PathOf("tree/real/h.txt")), Is.EqualTo("3"));
            Assert.That(new FileInfo(PathOf("tree/lib/deep/back")).LinkTarget, Is.EqualTo("../../lib"));
        }
    }

    [Test]
    public void An_absolute_link_to_a_neighbour_whose_name_only_begins_alike_is_refused()
    {
        var upload = () => Files.UploadTreeAsync(".", TarFile.Of(TarFile.Link("l", Outside)), CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("out of the directory"));
    }

    [Test]
    public void Links_in_a_circle_are_refused()
    {
        var tar = TarFile.Of(TarFile.Link("a", "b"), TarFile.Link("b", "a"), TarFile.File("a/f.txt", Evil));

        var upload = () => Files.UploadTreeAsync("tree", tar, CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo("a/f.txt: Too many levels of symbolic links."));
    }

    [Test]
    public async Task A_hard_link_inside_is_a_second_name()
    {
        var tar = TarFile.Of(TarFile.File("d/one.txt", "1"u8.ToArray()), TarFile.HardLink("two.txt", "d/one.txt"), TarFile.HardLink("two.txt", "d/one.txt"), TarFile.File("two.txt", "2"u8.ToArray()));

        await Files.UploadTreeAsync("tree", tar, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await File.ReadAllTextAsync(PathOf("tree/d/one.txt")), Is.EqualTo("1"), "a later file must not be written through the second name");
            Assert.That(await File.ReadAllTextAsync(PathOf("tree/two.txt")), Is.EqualTo("2"));
        }
    }

    [TestCase("../secret.txt")]
    [TestCase("/etc/passwd")]
    [TestCase("out")]
    [TestCase("out/passwd")]
    public void A_hard_link_to_something_outside_is_refused(string target)
    {
        Put("secret.txt", "secret");
        Directory.CreateDirectory(PathOf("tree"));
        File.CreateSymbolicLink(PathOf("tree/out"), "/etc");

        var upload = () => Files.UploadTreeAsync("tree", TarFile.Of(TarFile.HardLink("mine", target)), CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase(TarEntryType.Fifo)]
    [TestCase(TarEntryType.CharacterDevice)]
    [TestCase(TarEntryType.BlockDevice)]
    public void Devices_and_fifos_are_refused(TarEntryType type)
    {
        var upload = () => Files.UploadTreeAsync("tree", TarFile.Of(TarFile.Special(type, "special")), CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo($"Entry 'special' is refused: it is of the kind {type}, and only files, directories and links are unpacked."));
    }

    [Test]
    public async Task A_process_that_swaps_directories_for_links_meanwhile_gains_nothing()
    {
        Directory.CreateDirectory(PathOf("tree"));
        using var done = new CancellationTokenSource();
        var swapping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Swallow(() => Directory.Move(PathOf("tree/d"), PathOf("tree/aside")));
                Swallow(() => File.CreateSymbolicLink(PathOf("tree/d"), Outside));
                Swallow(() => File.Delete(PathOf("tree/d")));
                Swallow(() => Directory.Move(PathOf("tree/aside"), PathOf("tree/d")));
                Swallow(() => Directory.Delete(PathOf("tree/aside"), recursive: true));
            }
        });

        for (var i = 0; i < 300; i++)
        {
            try
            {
                await Files.UploadTreeAsync("tree", TarFile.Of(("d/evil.txt", Evil), ("d/e/evil.txt", Evil)), CancellationToken.None);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                // Being in the way of an upload is all that such a process can do.
            }
        }

        await done.CancelAsync();
        await swapping;
        Assert.That(Directory.GetFileSystemEntries(Outside), Is.Empty);
    }

    private static void Swallow(Action act)
    {
        try
        {
            act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The upload was there first.
        }
    }
}
