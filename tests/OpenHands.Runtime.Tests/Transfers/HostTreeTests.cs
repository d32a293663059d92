using System.Formats.Tar;
using System.Text;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Transfers;

public sealed class HostTreeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("../evil")]
    [TestCase("a/../../evil")]
    [TestCase("/etc/evil")]
    [TestCase("..")]
    public void A_name_that_leaves_the_directory_is_refused_and_named(string name)
    {
        var unpacking = () => UnpackAsync(File(name, "evil"));

        Assert.That(unpacking, Throws.InstanceOf<IOException>().With.Message.Contains(name));
        Assert.That(Names(), Is.EqualTo(["into"]));
    }

    [Test]
    public void Nothing_is_written_through_a_link_that_came_before()
    {
        Directory.CreateDirectory(At("outside"));

        var unpacking = () => UnpackAsync(Link("d", "../outside"), File("d/f", "evil"));

        Assert.That(unpacking, Throws.Nothing);
        Assert.That(Names(), Is.EquivalentTo(["into", "into/d", "into/d/f", "outside"]));
    }

    [Test]
    public void Nothing_is_written_through_a_link_that_was_there()
    {
        Directory.CreateDirectory(At("outside"));
        Directory.CreateDirectory(At("into"));
        Directory.CreateSymbolicLink(At("into/d"), At("outside"));

        var unpacking = () => UnpackAsync(File("d/f", "evil"));

        Assert.That(unpacking, Throws.InstanceOf<IOException>().With.Message.Contains("into/d is a link"));
        Assert.That(Directory.GetFileSystemEntries(At("outside")), Is.Empty);
    }

    [Test]
    public async Task A_file_replaces_a_link_and_not_what_the_link_leads_to()
    {
        await System.IO.File.WriteAllTextAsync(At("precious"), "precious");
        Directory.CreateDirectory(At("into"));
        System.IO.File.CreateSymbolicLink(At("into/f"), At("precious"));

        await UnpackAsync(File("f", "new"));

        Assert.That(await System.IO.File.ReadAllTextAsync(At("precious")), Is.EqualTo("precious"));
        Assert.That(await System.IO.File.ReadAllTextAsync(At("into/f")), Is.EqualTo("new"));
    }

    [TestCase("/etc/passwd")]
    [TestCase("..")]
    [TestCase("../into/f")]
    [TestCase("d/../f")]
    [TestCase(".././d/../f")]
    public async Task A_link_that_leads_out_or_might_is_left_out(string target)
    {
        var leftOut = await UnpackAsync(Link("link", target));

        Assert.That(leftOut, Is.EqualTo([$"link -> {target}"]));
        Assert.That(Names(), Is.EqualTo(["into"]));
    }

    [TestCase("f")]
    [TestCase("./f")]
    [TestCase("../f")]
    [TestCase("..")]
    public async Task A_link_that_stays_within_comes_as_it_is(string target)
    {
        var leftOut = await UnpackAsync(File("d/g", ""), Link("d/link", target));

        Assert.That(leftOut, Is.Empty);
        Assert.That(new FileInfo(At("into/d/link")).LinkTarget, Is.EqualTo(target));
    }

    [Test]
    public void What_is_no_archive_is_refused()
    {
        var unpacking = () => HostTree.UnpackAsync(new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 2048))), At("into"), CancellationToken.None);

        Assert.That(unpacking, Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void A_device_is_refused_and_named()
    {
        var unpacking = () => UnpackAsync(new PaxTarEntry(TarEntryType.CharacterDevice, "null"));

        Assert.That(unpacking, Throws.InstanceOf<IOException>().With.Message.Contains("'null' as a CharacterDevice"));
    }

    private static PaxTarEntry File(string name, string content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private string At(string name) => Path.Combine(_folder.Path, name);

    private IEnumerable<string> Names() =>
        Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path));

    private async Task<IReadOnlyList<string>> UnpackAsync(params TarEntry[] entries)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        tar.Position = 0;
        Directory.CreateDirectory(At("into"));
        return await HostTree.UnpackAsync(tar, At("into"), CancellationToken.None);
    }
}
