using System.Text;

namespace OpenHands.Execution.Tests;

public sealed class ReadTests : WorkspaceTests
{
    [Test]
    public async Task A_byte_order_mark_and_all_line_ends_are_part_of_the_text()
    {
        var path = PathOf("mixed.txt");
        await File.WriteAllBytesAsync(path, "\uFEFFa\r\nb\rc\nd"u8.ToArray());

        var observation = await ReadAsync("mixed.txt");

        Assert.That(observation, Is.EqualTo(new FileReadObservation(path) { Content = "\uFEFFa\r\nb\rc\nd" }));
    }

    [Test]
    public async Task A_carriage_return_alone_ends_no_line()
    {
        Put("progress.txt", "10%\r20%\r100%\ndone\r\n");

        var observation = await ReadAsync("progress.txt", 0, 1);

        Assert.That(observation.Content, Is.EqualTo("10%\r20%\r100%\n"));
    }

    [Test]
    public async Task A_missing_file_is_named_with_the_working_directory()
    {
        var observation = await Files.ReadAsync(new FileReadAction("nope.txt"), Outside, CancellationToken.None);

        Assert.That(observation.Content, Is.EqualTo($"File not found: {Outside}/nope.txt. Your current working directory is {Outside}."));
    }

    [Test]
    public async Task A_file_above_the_limit_is_refused_whole_and_can_be_read_in_ranges()
    {
        var path = Put("big.txt", string.Concat(Enumerable.Repeat("0123456789\n", 100)));
        using var files = new SandboxFiles(Workspace, new FileLimits { MaxReadBytes = 22 });

        var whole = await files.ReadAsync(new FileReadAction("big.txt"), Workspace, CancellationToken.None);
        var fits = await files.ReadAsync(new FileReadAction("big.txt") { Start = 98 }, Workspace, CancellationToken.None);
        var tooMany = await files.ReadAsync(new FileReadAction("big.txt") { Start = 0, End = 3 }, Workspace, CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole.Content, Is.EqualTo($"File is too large to be read whole: {path} has 1100 bytes, and at most 22 are returned. Ask for fewer lines with start and end."));
            Assert.That(fits, Is.EqualTo(new FileReadObservation(path) { Content = "0123456789\n0123456789\n" }));
            Assert.That(tooMany, Is.EqualTo(new ErrorObservation($"The lines asked for are too large to be read at once: {path}, and at most 22 are returned. Ask for fewer lines with start and end.")));
        }
    }

    [Test]
    public async Task A_few_lines_of_a_huge_file_cost_little_memory()
    {
        var path = PathOf("huge.txt");
        await using (var file = File.Create(path))
        {
            var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 10_000)));
            for (var i = 0; i < 256; i++)
            {
                await file.WriteAsync(chunk);
            }
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var observation = await ReadAsync("huge.txt", 2_559_998, 2_559_999);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Content, Is.EqualTo(new string('x', 99) + "\n"));
            Assert.That(allocated, Is.LessThan(8 << 20));
        }
    }

    [Test]
    public async Task A_file_without_a_length_is_read_to_its_end()
    {
        var observation = await ReadAsync("/proc/self/status");

        Assert.That(observation.Content, Does.Contain("Name:"));
    }

    [Test]
    public async Task A_range_of_text_inside_a_binary_file_can_be_read()
    {
        await File.WriteAllBytesAsync(PathOf("mixed.bin"), [.. "text\n"u8, 0xff, 0xfe, (byte)'\n']);

        var text = await ReadAsync("mixed.bin", 0, 1);
        var binary = await ReadAsync("mixed.bin", 1, 2);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Content, Is.EqualTo("text\n"));
            Assert.That(binary, Is.EqualTo(new ErrorObservation($"File could not be decoded as utf-8: {PathOf("mixed.bin")}.")));
        }
    }

    [Test, CancelAfter(10_000)]
    public async Task A_fifo_without_a_writer_is_refused_at_once(CancellationToken cancellationToken)
    {
        Native.MakeFifo(PathOf("pipe"));

        var observation = await Files.ReadAsync(new FileReadAction("pipe"), Workspace, cancellationToken);

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Could not read {PathOf("pipe")}: it is a FIFO, not a regular file.")));
    }

    [TestCase("/dev/zero", "it is a device, not a regular file")]
    [TestCase("/proc/version/x", "Not a directory")]
    public async Task What_cannot_be_read_is_named_with_the_reason(string path, string reason)
    {
        var observation = await ReadAsync(path);

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Could not read {path}: {reason}.")));
    }

    [Test]
    public async Task A_circle_of_links_is_named_with_the_reason()
    {
        File.CreateSymbolicLink(PathOf("a"), "b");
        File.CreateSymbolicLink(PathOf("b"), "a");

        var observation = await ReadAsync("a");

        Assert.That(observation.Content, Is.EqualTo($"Could not read {PathOf("a")}: Too many levels of symbolic links."));
    }

    [Test]
    public void A_file_of_somebody_else_is_named_with_the_reason()
    {
        var path = Put("secret.txt", "x");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        var observation = Native.AsNobody(() => ReadAsync("secret.txt").GetAwaiter().GetResult());

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Could not read {path}: Permission denied.")));
    }

    [Test]
    public async Task A_path_with_a_nul_character_is_an_error_observation()
    {
        var read = await ReadAsync("a\0b");
        var write = await WriteAsync("a\0b", "x");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Is.EqualTo(new ErrorObservation($"Could not read {Workspace}/a\\0b: a path cannot hold a NUL character.")));
            Assert.That(write, Is.EqualTo(new ErrorObservation($"Could not write {Workspace}/a\\0b: a path cannot hold a NUL character.")));
        }
    }

    [Test]
    public async Task A_path_with_half_a_surrogate_pair_is_an_error_observation()
    {
        var read = await ReadAsync("a\ud800b");
        var write = await WriteAsync("a\ud800b", "x");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Content, Does.EndWith(": the path is no valid Unicode text."));
            Assert.That(write.Content, Does.EndWith(": the path is no valid Unicode text."));
        }
    }

    [Test]
    public async Task A_cancelled_read_is_an_error_observation()
    {
        Put("f.txt", "x");

        var observation = await Files.ReadAsync(new FileReadAction("f.txt"), Workspace, new CancellationToken(canceled: true));

        Assert.That(observation, Is.EqualTo(new ErrorObservation($"Reading {PathOf("f.txt")} was cancelled.")));
    }

    [Test]
    public async Task A_link_is_read_through()
    {
        Put("target.txt", "text");
        File.CreateSymbolicLink(PathOf("link"), "target.txt");

        var observation = await ReadAsync("link");

        Assert.That(observation, Is.EqualTo(new FileReadObservation(PathOf("link")) { Content = "text" }));
    }
}
