using System.Formats.Tar;
using System.Text;

namespace OpenHands.Execution.Tests;

/// <summary>Archives that are damaged, hostile, or just unusual.</summary>
public sealed class TarDamageTests : WorkspaceTests
{
    [Test]
    public void A_cut_archive_is_refused_wherever_it_is_cut()
    {
        var whole = TarFile.Of(TarFile.Directory("d/"), TarFile.File("d/f.txt", new byte[1500]), TarFile.Link("l", "d")).ToArray();
        var end = whole.Length - 1024;

        using (Assert.EnterMultipleScope())
        {
            for (var length = 0; length <= end; length += 97)
            {
                var cut = new MemoryStream(whole, 0, length);
                Assert.That(() => Files.UploadTreeAsync("copy", cut, CancellationToken.None), Throws.InstanceOf<InvalidDataException>(), $"cut at {length}");
            }
        }
    }

    [Test]
    public void A_damaged_header_is_refused()
    {
        var whole = TarFile.Of(("a.txt", new byte[600])).ToArray();

        using (Assert.EnterMultipleScope())
        {
            // The pax header, and the header of the file after its attributes.
            foreach (var header in new[] { 0, 1024 })
            {
                for (var offset = header; offset < header + 512; offset += 37)
                {
                    var damaged = (byte[])whole.Clone();
                    damaged[offset] ^= 0x11;
                    Assert.That(() => Files.UploadTreeAsync("copy", new MemoryStream(damaged), CancellationToken.None), Throws.InstanceOf<InvalidDataException>(), $"at {offset}");
                }
            }
        }
    }

    [TestCase("hello")]
    [TestCase("")]
    public void What_is_no_archive_is_refused_before_anything_is_made(string text)
    {
        var upload = () => Files.UploadTreeAsync("copy", new MemoryStream(Encoding.UTF8.GetBytes(text.PadRight(text.Length * 1000, 'x'))), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<InvalidDataException>());
            Assert.That(Directory.Exists(PathOf("copy")), Is.False);
        }
    }

    [Test]
    public void A_long_name_that_claims_gigabytes_is_refused_without_memory_for_it()
    {
        var header = TarFile.Header("././@LongLink", 'L', "17777777777\0"u8);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var upload = () => Files.UploadTreeAsync("copy", new MemoryStream(header), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<InvalidDataException>().With.Message.Contains("extended header"));
            Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(16 << 20));
        }
    }

    [Test]
    public async Task A_size_in_the_attributes_or_in_base_256_is_the_size()
    {
        var content = new byte[1024];
        content.AsSpan(0, 700).Fill((byte)'x');
        var attributes = new byte[512];
        "12 size=700\n"u8.CopyTo(attributes);
        byte[] base256 = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0xbc];
        byte[] archive =
        [
            .. TarFile.Header("x", 'x', "00000000014\0"u8), .. attributes,
            .. TarFile.Header("a.txt", '0', "00000000000\0"u8), .. content,
            .. TarFile.Header("b.txt", '0', base256), .. content,
            .. new byte[1024],
        ];

        await Files.UploadTreeAsync("copy", new MemoryStream(archive), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await File.ReadAllTextAsync(PathOf("copy/a.txt")), Is.EqualTo(new string('x', 700)));
            Assert.That(await File.ReadAllTextAsync(PathOf("copy/b.txt")), Is.EqualTo(new string('x', 700)));
        }
    }

    [Test]
    public async Task The_stream_is_read_to_its_end()
    {
        var whole = TarFile.Of(("a.txt", [1])).ToArray();
        var padded = new MemoryStream([.. whole, .. new byte[20 * 512]]);

        await Files.UploadTreeAsync("copy", padded, CancellationToken.None);

        Assert.That(padded.Position, Is.EqualTo(padded.Length));
    }

    [Test]
    public async Task A_global_header_is_no_file()
    {
        var tar = TarFile.Of(new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = "c" }), TarFile.File("a.txt", [1]));

        await Files.UploadTreeAsync("copy", tar, CancellationToken.None);

        Assert.That(Files.List("copy").Single(), Is.EqualTo("a.txt"));
    }
}
