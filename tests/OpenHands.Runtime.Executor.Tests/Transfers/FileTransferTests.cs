using System.Text;

namespace OpenHands.Execution.Tests;

public sealed class FileTransferTests : WorkspaceTests
{
    [Test]
    public async Task Every_byte_comes_back_as_it_went()
    {
        var bytes = Enumerable.Range(0, 300_000).Select(number => (byte)(number * 7)).ToArray();
        using var destination = new MemoryStream();

        await Files.UploadFileAsync("dir/ünïcödé \n name.bin", new MemoryStream(bytes), CancellationToken.None);
        await Files.DownloadFileAsync("dir/ünïcödé \n name.bin", destination, CancellationToken.None);

        Assert.That(destination.ToArray(), Is.EqualTo(bytes));
    }

    [TestCase("../evil.txt", "evil.txt")]
    [TestCase("/etc/evil.txt", "evil.txt")]
    [TestCase("a/../../evil.txt", "evil.txt")]
    [TestCase("..\\evil.txt", "..\\evil.txt")]
    public async Task A_client_s_file_name_cannot_leave_the_destination(string fileName, string stored)
    {
        var path = await Files.UploadIntoAsync("up", fileName, new MemoryStream("x"u8.ToArray()), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(path, Is.EqualTo(PathOf("up/" + stored)));
            Assert.That(File.Exists(path), Is.True);
        }
    }

    [TestCase("..")]
    [TestCase("a/..")]
    [TestCase("a/")]
    [TestCase("")]
    [TestCase(".")]
    public void A_client_s_file_name_that_names_no_file_is_refused(string fileName)
    {
        var upload = () => Files.UploadIntoAsync("up", fileName, Stream.Null, CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{fileName}: it names no file."));
    }

    [Test]
    public async Task A_file_larger_than_the_memory_it_may_use_goes_through_both_ways()
    {
        const long Length = 512L << 20;
        var source = new PatternStream(Length);
        var destination = new PatternStream(Length);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await Files.UploadFileAsync("huge.bin", source, CancellationToken.None);
        await Files.DownloadFileAsync("huge.bin", destination, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(destination.Position, Is.EqualTo(Length));
            Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(64 << 20));
        }
    }

    [Test]
    public async Task An_upload_that_fails_leaves_the_old_file()
    {
        Put("f.txt", "old");

        var upload = () => Files.UploadFileAsync("f.txt", new FailingStream("new"u8.ToArray()), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo("The peer hung up."));
            Assert.That(await File.ReadAllTextAsync(PathOf("f.txt")), Is.EqualTo("old"));
        }
    }

    [Test]
    public async Task A_cancelled_upload_leaves_the_old_file_and_no_directory()
    {
        Put("f.txt", "old");
        using var cancelling = new CancellationTokenSource();

        var overwrite = () => Files.UploadFileAsync("f.txt", new CancellingStream(cancelling), cancelling.Token);
        var create = () => Files.UploadFileAsync("new/deep/f.txt", new MemoryStream([1]), cancelling.Token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(overwrite, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(create, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(await File.ReadAllTextAsync(PathOf("f.txt")), Is.EqualTo("old"));
            Assert.That(Directory.Exists(PathOf("new")), Is.False);
        }
    }

    [Test]
    public async Task An_upload_keeps_the_mode_of_the_file_that_is_there()
    {
        var path = Put("run.sh", "old");
        File.SetUnixFileMode(path, (UnixFileMode)0x1e8);

        await Files.UploadFileAsync("run.sh", new MemoryStream(Encoding.UTF8.GetBytes("new")), CancellationToken.None);

        Assert.That(File.GetUnixFileMode(path), Is.EqualTo((UnixFileMode)0x1e8));
    }

    [Test]
    public void A_download_of_what_is_not_there_says_so()
    {
        var download = () => Files.DownloadFileAsync("nope", Stream.Null, CancellationToken.None);

        Assert.That(download, Throws.InstanceOf<FileNotFoundException>().With.Message.EqualTo($"{PathOf("nope")}: No such file or directory."));
    }

    [Test, CancelAfter(10_000)]
    public void A_download_of_what_is_no_regular_file_is_refused_at_once(CancellationToken cancellationToken)
    {
        Native.MakeFifo(PathOf("pipe"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Files.DownloadFileAsync("pipe", Stream.Null, cancellationToken), Throws.InstanceOf<IOException>().With.Message.EndsWith("it is a FIFO, not a regular file."));
            Assert.That(() => Files.DownloadFileAsync(".", Stream.Null, cancellationToken), Throws.InstanceOf<IOException>().With.Message.EndsWith("Is a directory."));
        }
    }

    [Test]
    public void An_upload_over_a_directory_is_refused()
    {
        Directory.CreateDirectory(PathOf("dir"));

        var upload = () => Files.UploadFileAsync("dir", Stream.Null, CancellationToken.None);

        Assert.That(upload, Throws.InstanceOf<IOException>().With.Message.EqualTo($"{PathOf("dir")}: Is a directory."));
    }

    private sealed class FailingStream(byte[] first) : MemoryStream(first)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The peer hung up.");
        }
    }

    private sealed class CancellingStream(CancellationTokenSource cancelling) : MemoryStream([1, 2, 3])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await cancelling.CancelAsync();
            return await base.ReadAsync(buffer, CancellationToken.None);
        }
    }
}
