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

    [TestCase(65_534)]
    [TestCase(65_535)]
    [TestCase(65_536)]
    [TestCase(131_071)]
    public async Task A_line_end_is_recognised_wherever_a_buffer_ends(int length)
    {
        var line = new string('x', length) + "\r\n";
        var path = Put("f.txt", line + "b\r\n");

        await WriteAsync("f.txt", "X", 1, 1);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(line + "X\r\nb\r\n"));
    }

    [Test]
    public async Task A_character_that_a_buffer_cuts_in_two_is_still_text()
    {
        var path = Put("f.txt", new string('x', 65_535) + "é\n");

        await WriteAsync("f.txt", "X\n", 1, 1);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(new string('x', 65_535) + "é\nX\n"));
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
