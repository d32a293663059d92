using System.Text;

namespace OpenHands.Execution.Tests;

public sealed class WriteTests : WorkspaceTests
{
    [TestCase("no line end")]
    [TestCase("one\n")]
    [TestCase("crlf\r\nmore\r\n")]
    [TestCase("old mac\rlines\r")]
    [TestCase("\uFEFFmark")]
    [TestCase("nul\0inside")]
    [TestCase("")]
    public async Task A_whole_file_holds_the_text_byte_for_byte(string content)
    {
        var path = Put("f.txt", "something longer than all of these texts are");

        var observation = await WriteAsync("f.txt", content);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new FileWriteObservation(path)));
            Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Encoding.UTF8.GetBytes(content)));
        }
    }

    [Test]
    public async Task A_line_end_that_is_added_follows_the_file()
    {
        var path = Put("f.txt", "a\r\nb\r\nc");

        await WriteAsync("f.txt", "X", 1, 2);
        await WriteAsync("f.txt", "Y", 9, 9);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("a\r\nX\r\nc\r\nY"));
    }

    [Test]
    public async Task Writing_back_the_lines_that_were_read_changes_nothing()
    {
        var path = Put("f.txt", "\uFEFFa\r\nb\nc\rd\r\ne");

        for (var start = 0; start <= 5; start++)
        {
            for (var end = start; end <= 5; end++)
            {
                var lines = await ReadAsync("f.txt", start, end);
                await WriteAsync("f.txt", lines.Content, start, end);
            }
        }

        Assert.That(await File.ReadAllTextAsync(path, new UTF8Encoding(false)), Is.EqualTo("a\r\nb\nc\rd\r\ne"));
        Assert.That((await File.ReadAllBytesAsync(path))[..3], Is.EqualTo(Encoding.UTF8.GetPreamble()));
    }

    [Test]
    public async Task Lines_are_removed_by_empty_text()
    {
        var path = Put("f.txt", "a\nb\nc\n");

        await WriteAsync("f.txt", "", 1, 2);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("a\nc\n"));
    }

    [Test]
    public async Task A_range_that_ends_before_it_starts_is_refused()
    {
        var path = Put("f.txt", "a\nb\nc\n");

        var observation = await WriteAsync("f.txt", "X", 2, 1);

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Lines 2 to 1 of {path} are no range: end must not come before start. Use -1 for the end of the file.")));
    }

    [Test]
    public async Task A_binary_file_can_be_replaced_but_not_edited()
    {
        var path = PathOf("bin.dat");
        await File.WriteAllBytesAsync(path, [0xff, 0xfe, 0x00]);

        var edited = await WriteAsync("bin.dat", "x", 0, 1);
        var replaced = await WriteAsync("bin.dat", "x");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(edited, Is.EqualTo(new ErrorObservation($"File could not be decoded as utf-8: {path}")));
            Assert.That(replaced, Is.EqualTo(new FileWriteObservation(path)));
            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("x"));
        }
    }

    [Test]
    public async Task A_character_cut_short_at_the_end_makes_a_file_binary()
    {
        await File.WriteAllBytesAsync(PathOf("cut.txt"), [(byte)'a', (byte)'\n', 0xe2, 0x82]);

        var observation = await WriteAsync("cut.txt", "x", 0, 1);

        Assert.That(observation.Content, Does.StartWith("File could not be decoded as utf-8"));
    }

    [Test]
    public async Task Half_a_surrogate_pair_is_refused_and_the_file_stays()
    {
        var path = Put("f.txt", "old");

        var observation = await WriteAsync("f.txt", "ab\ud83d");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new ErrorObservation("Content could not be encoded as utf-8: half a surrogate pair at character 2.")));
            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("old"));
        }
    }

    [TestCase(0x12u, "rw-r--r--")]
    [TestCase(0u, "rw-rw-rw-")]
    [TestCase(0x3fu, "rw-------")]
    public async Task A_new_file_gets_the_mode_that_the_umask_leaves(uint mask, string mode)
    {
        var old = Native.SetUmask(mask);
        try
        {
            await WriteAsync("deep/new.txt", "x");
        }
        finally
        {
            Native.SetUmask(old);
        }

        Assert.That(TextOf(File.GetUnixFileMode(PathOf("deep/new.txt"))), Is.EqualTo(mode));
    }

    [Test]
    public async Task A_file_keeps_its_mode_and_its_owner()
    {
        var path = Put("script.sh", "old");
        Native.ChangeOwner(path, 1234, 2345);
        File.SetUnixFileMode(path, (UnixFileMode)0x9e8);

        await WriteAsync("script.sh", "new");

        var status = FileStatus.Of(File.OpenHandle(path), path);
        Assert.That((status.User, status.Group, status.Mode), Is.EqualTo((1234u, 2345u, 0x9e8u)));
    }

    [Test]
    public async Task A_link_stays_and_its_target_is_written()
    {
        Put("real/target.txt", "old");
        File.CreateSymbolicLink(PathOf("link"), "hop");
        File.CreateSymbolicLink(PathOf("hop"), "real/target.txt");

        var observation = await WriteAsync("link", "new");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new FileWriteObservation(PathOf("link"))));
            Assert.That(new FileInfo(PathOf("link")).LinkTarget, Is.EqualTo("hop"));
            Assert.That(await File.ReadAllTextAsync(PathOf("real/target.txt")), Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task A_link_that_leads_nowhere_is_given_its_target()
    {
        File.CreateSymbolicLink(PathOf("link"), "later.txt");

        await WriteAsync("link", "new");

        Assert.That(await File.ReadAllTextAsync(PathOf("later.txt")), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_other_names_of_a_file_keep_the_old_content()
    {
        var path = Put("one.txt", "old");
        Native.MakeHardLink(path, PathOf("two.txt"));

        await WriteAsync("one.txt", "new");

        Assert.That(await File.ReadAllTextAsync(PathOf("two.txt")), Is.EqualTo("old"));
    }

    [Test]
    public async Task A_reader_sees_the_old_file_or_the_new_one()
    {
        var texts = new[] { new string('a', 300_000), new string('b', 200_000) };
        var path = Put("f.txt", texts[0]);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var torn = 0;
            while (!done.IsCancellationRequested)
            {
                torn += texts.Contains(File.ReadAllText(path)) ? 0 : 1;
            }

            return torn;
        });

        for (var i = 0; i < 100; i++)
        {
            await WriteAsync("f.txt", texts[i % 2]);
        }

        await done.CancelAsync();
        Assert.That(await reading, Is.Zero);
    }

    [Test]
    public async Task Edits_of_one_file_at_the_same_time_are_all_kept()
    {
        var path = Put("f.txt", "");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => WriteAsync("f.txt", $"{number}\n", int.MaxValue)));

        var lines = await File.ReadAllLinesAsync(path);
        Assert.That(lines.Select(int.Parse), Is.EquivalentTo(Enumerable.Range(0, 50)));
    }

    [Test]
    public async Task A_cancelled_write_leaves_the_old_file_and_no_directory()
    {
        var path = PathOf("new/deep/f.txt");

        var observation = await Files.WriteAsync(new FileWriteAction(path, "x"), Workspace, new CancellationToken(canceled: true));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new ErrorObservation($"Writing {path} was cancelled. The file is as it was.")));
            Assert.That(Directory.Exists(PathOf("new")), Is.False);
        }
    }

    [Test]
    public async Task A_directory_of_somebody_else_is_refused_in_the_recorded_words()
    {
        // Not even root may create a file there.
        var observation = await WriteAsync("/sys/kernel/openhands-test", "x");

        Assert.That(observation, Is.EqualTo(new ErrorObservation("Malformed paths not permitted: /sys/kernel/openhands-test")));
    }

    [Test]
    public void A_read_only_file_of_somebody_else_is_not_replaced_through_its_directory()
    {
        var path = Put("open/f.txt", "old");
        File.SetUnixFileMode(PathOf("open"), (UnixFileMode)0x1ff);

        var observation = Native.AsNobody(() => WriteAsync("open/f.txt", "new").GetAwaiter().GetResult());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new ErrorObservation($"Malformed paths not permitted: {path}")));
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        }
    }

    [Test]
    public async Task A_fifo_and_a_device_are_refused()
    {
        Native.MakeFifo(PathOf("pipe"));

        var pipe = await WriteAsync("pipe", "x");
        var device = await WriteAsync("/dev/null", "x");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pipe.Content, Is.EqualTo($"Could not write {PathOf("pipe")}: it is a FIFO, not a regular file."));
            Assert.That(device.Content, Is.EqualTo("Could not write /dev/null: it is a device, not a regular file."));
        }
    }

    [TestCase("f.txt/x", "Not a directory")]
    [TestCase("f.txt/x/y", "Not a directory")]
    public async Task A_parent_that_is_a_file_is_named_with_the_reason(string path, string reason)
    {
        Put("f.txt", "old");

        var observation = await WriteAsync(path, "x");

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Could not write {PathOf(path)}: {reason}.")));
    }

    [TestCase("/")]
    [TestCase("..")]
    [TestCase("")]
    public async Task A_directory_is_refused_in_the_recorded_words(string path)
    {
        var observation = await WriteAsync(path, "x");

        Assert.That(observation.Content, Does.Match("^Path is a directory: /.*\\. You can only write to files$"));
    }

    [Test]
    public async Task The_longest_name_that_a_file_can_have_is_written()
    {
        var name = new string('n', 255);

        var observation = await WriteAsync(name, "x");
        var tooLong = await WriteAsync(name + "n", "x");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.EqualTo(new FileWriteObservation(PathOf(name))));
            Assert.That(tooLong.Content, Does.EndWith(": File name too long."));
        }
    }

    private static string TextOf(UnixFileMode mode)
    {
        var letters = Enumerable.Range(0, 9).Select(bit => ((int)mode & (0x100 >> bit)) != 0 ? "rwxrwxrwx"[bit] : '-');
        return new string([.. letters]);
    }
}
