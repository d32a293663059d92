namespace OpenHands.Execution.Tests;

/// <summary>What is not written, and in which words.</summary>
public sealed class WriteRefusalTests : WorkspaceTests
{
    [Test]
    public async Task A_link_into_a_directory_that_is_not_there_is_a_file_not_found()
    {
        File.CreateSymbolicLink(PathOf("link"), "nowhere/f.txt");

        var observation = await WriteAsync("link", "x");

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"File not found: {PathOf("link")}")));
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
}
