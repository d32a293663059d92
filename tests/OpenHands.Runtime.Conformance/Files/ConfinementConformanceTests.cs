using System.Formats.Tar;
using System.IO.Pipelines;

namespace OpenHands.Conformance;

/// <summary>What an archive brings stays below the directory it is unpacked to; what a broken transfer leaves is the old file.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class ConfinementConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private IActionExecutor _executor = null!;

    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options => options.Plugins.Add(() => new ProbePlugin(context => _executor = context.Executor)));

    [TestCase("../evil")]
    [TestCase("../ws-evil/evil")]
    [TestCase("sub/../../evil")]
    [TestCase("..")]
    [TestCase("sub/../../ws-evil/evil")]
    public async Task A_name_that_leads_out_is_refused(string name)
    {
        await RunAsync("mkdir ws ws-evil");

        await RefusedAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });

        Assert.That((await RunAsync("find . -name 'evil*'; ls -A1 ws-evil")).Content, Is.Empty);
    }

    [Test]
    public async Task An_absolute_name_does_not_write_there()
    {
        await RunAsync("mkdir ws outside");
        var entry = new PaxTarEntry(TarEntryType.RegularFile, $"{Runtime.WorkspacePath}/outside/evil") { DataStream = new MemoryStream([1]) };

        try
        {
            await UnpackAsync(entry);
        }
        catch (InvalidDataException)
        {
            // Refused, which is one right answer; below the directory is the other.
        }

        Assert.That((await RunAsync("ls -A1 outside")).Content, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_link_does_not_lead_a_later_entry_out(bool isAbsolute)
    {
        await RunAsync("mkdir ws outside");
        var target = isAbsolute ? $"{Runtime.WorkspacePath}/outside" : "../outside";

        await RefusedAsync(
            new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = target },
            new PaxTarEntry(TarEntryType.RegularFile, "link/evil") { DataStream = new MemoryStream([1]) });

        Assert.That((await RunAsync("ls -A1 outside")).Content, Is.Empty);
    }

    [Test]
    public async Task A_link_that_was_there_before_does_not_lead_an_entry_out()
    {
        await RunAsync("mkdir ws outside; ln -s ../outside ws/link; echo kept > outside/file; ln -s ../outside/file ws/filelink");

        await RefusedAsync(new PaxTarEntry(TarEntryType.RegularFile, "link/evil") { DataStream = new MemoryStream([1]) });
        try
        {
            await UnpackAsync(new PaxTarEntry(TarEntryType.RegularFile, "filelink") { DataStream = new MemoryStream([1]) });
        }
        catch (IOException)
        {
            // Replacing the link is right, and so is refusing to.
        }

        Assert.That((await RunAsync("ls -A1 outside; cat outside/file")).Content, Is.EqualTo("file\nkept"));
    }

    [Test]
    public async Task A_hard_link_to_a_file_outside_is_refused()
    {
        await RunAsync("mkdir ws; echo kept > secret");

        await RefusedAsync(
            new PaxTarEntry(TarEntryType.HardLink, "link") { LinkName = "../secret" },
            new PaxTarEntry(TarEntryType.RegularFile, "link") { DataStream = new MemoryStream([1]) });

        Assert.That((await RunAsync("cat secret; stat -c %h secret")).Content, Is.EqualTo("kept\n1"));
    }

    [Test]
    public async Task A_link_inside_the_tree_is_kept()
    {
        await RunAsync("mkdir ws");

        await UnpackAsync(
            new PaxTarEntry(TarEntryType.RegularFile, "a/f") { DataStream = new MemoryStream([65]) },
            new PaxTarEntry(TarEntryType.SymbolicLink, "b/link") { LinkName = "../a/f" });

        Assert.That((await RunAsync("cat ws/b/link")).Content, Is.EqualTo("A"));
    }

    [Test]
    public async Task What_is_no_archive_is_refused()
    {
        await RunAsync("mkdir ws");
        using var noise = new MemoryStream([.. Enumerable.Repeat((byte)'x', 2048)]);

        await Assert.ThrowsAsync<InvalidDataException>(() => _executor.UploadTreeAsync("ws", noise, Patience));

        Assert.That((await RunAsync("ls -A1 ws")).Content, Is.Empty);
    }

    [Test]
    public async Task A_transfer_that_is_cancelled_leaves_the_old_file_and_nothing_else()
    {
        await RunAsync("echo old > f");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[1_000], Patience);

        var upload = _executor.UploadFileAsync("f", pipe.Reader.AsStream(), cancel.Token);
        await cancel.CancelAsync();

        Assert.That(await Caught(upload), Is.InstanceOf<OperationCanceledException>());
        Assert.That((await RunAsync("cat f; ls -A1")).Content, Is.EqualTo("old\nf"));
    }

    [Test]
    public async Task A_source_that_fails_half_way_leaves_the_old_file_and_nothing_else()
    {
        await RunAsync("echo old > f");
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[1_000], Patience);
        await pipe.Writer.CompleteAsync(new IOException("The source broke."));

        var upload = _executor.UploadFileAsync("f", pipe.Reader.AsStream(), Patience);

        Assert.That(await Caught(upload), Is.InstanceOf<IOException>());
        Assert.That((await RunAsync("cat f; ls -A1")).Content, Is.EqualTo("old\nf"));
    }

    [Test]
    public async Task Names_that_are_no_text_are_packed_too()
    {
        await RunAsync("mkdir d; echo 1 > d/$'\\xff'; echo 2 > d/ok");
        using var tar = new MemoryStream();

        await _executor.DownloadTreeAsync("d", tar, Patience);
        tar.Position = 0;
        await _executor.UploadTreeAsync("copy", tar, Patience);

        Assert.That((await RunAsync("cat copy/ok; ls -A1 copy | wc -l")).Content, Is.EqualTo("2\n2"));
    }

    private static async Task<Exception?> Caught(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCanceled ? new OperationCanceledException() : task.Exception?.InnerException;
    }

    private async Task RefusedAsync(params TarEntry[] entries)
    {
        var refused = await Caught(UnpackAsync(entries));

        Assert.That(refused, Is.InstanceOf<InvalidDataException>().Or.InstanceOf<IOException>());
    }

    private async Task UnpackAsync(params TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                await writer.WriteEntryAsync(entry, Patience);
            }
        }

        tar.Position = 0;
        await _executor.UploadTreeAsync("ws", tar, Patience);
    }
}
