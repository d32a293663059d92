namespace OpenHands.Conformance;

/// <summary>Reading and writing text: byte for byte, in one step, with modes and links left as they were.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class TextFileConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task Text_comes_back_byte_for_byte([Values("", "a", "a\n", "a\r\nb\r\n", "a\rb", "\n\n", "é你🙂", "\ufeffmark", "tab\t\0nul")] string text)
    {
        await Runtime.WriteFileAsync("f.txt", text, Patience);

        Assert.That(await Runtime.ReadFileAsync("f.txt", Patience), Is.EqualTo(text));
    }

    [Test]
    public async Task The_shell_sees_what_was_written_and_the_other_way_round()
    {
        await Runtime.WriteFileAsync("one", "from outside\n", Patience);
        var inside = await RunAsync("cat one; printf 'from inside\\n' > two");

        Assert.That(inside.Content, Is.EqualTo("from outside"));
        Assert.That(await Runtime.ReadFileAsync("two", Patience), Is.EqualTo("from inside\n"));
    }

    [Test]
    public async Task Relative_paths_start_from_the_shells_directory_and_answers_name_the_absolute_path()
    {
        await RunAsync("mkdir -p sub && cd sub");

        var written = await Runtime.ExecuteAsync(new FileWriteAction("./deep//n.txt", "x"), Patience);
        var read = await Runtime.ExecuteAsync(new FileReadAction("deep/n.txt"), Patience);
        var absolute = await Runtime.ExecuteAsync(new FileReadAction($"{Runtime.WorkspacePath}/sub/deep/n.txt"), Patience);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(written, Is.EqualTo(new FileWriteObservation($"{Runtime.WorkspacePath}/sub/deep/n.txt")));
            Assert.That(read, Is.EqualTo(new FileReadObservation($"{Runtime.WorkspacePath}/sub/deep/n.txt") { Content = "x" }));
            Assert.That(absolute.Content, Is.EqualTo("x"));
        }
    }

    [TestCase(0, -1, "l1\nl2\nl3\n")]
    [TestCase(1, 2, "l2\n")]
    [TestCase(1, -1, "l2\nl3\n")]
    [TestCase(0, 0, "")]
    [TestCase(2, 99, "l3\n")]
    [TestCase(99, -1, "")]
    public async Task A_range_of_lines_is_read(int start, int end, string expected)
    {
        await Runtime.WriteFileAsync("f", "l1\nl2\nl3\n", Patience);

        var observation = await Runtime.ExecuteAsync(new FileReadAction("f") { Start = start, End = end }, Patience);

        Assert.That(observation.Content, Is.EqualTo(expected));
    }

    [TestCase(1, 3, "MID\n", "l1\nMID\nl4\n")]
    [TestCase(1, 1, "INS\n", "l1\nINS\nl2\nl3\nl4\n")]
    [TestCase(2, -1, "TAIL\n", "l1\nl2\nTAIL\n")]
    [TestCase(0, 0, "TOP\n", "TOP\nl1\nl2\nl3\nl4\n")]
    public async Task A_range_of_lines_is_replaced(int start, int end, string content, string expected)
    {
        await Runtime.WriteFileAsync("f", "l1\nl2\nl3\nl4\n", Patience);

        await Runtime.ExecuteAsync(new FileWriteAction("f", content) { Start = start, End = end }, Patience);

        Assert.That(await Runtime.ReadFileAsync("f", Patience), Is.EqualTo(expected));
    }

    [Test]
    public async Task Other_lines_keep_their_ends_when_one_is_replaced()
    {
        await Runtime.WriteFileAsync("f", "a\r\nb\r\nc", Patience);

        await Runtime.ExecuteAsync(new FileWriteAction("f", "B\r\n") { Start = 1, End = 2 }, Patience);

        Assert.That(await Runtime.ReadFileAsync("f", Patience), Is.EqualTo("a\r\nB\r\nc"));
    }

    [Test]
    public async Task A_file_keeps_its_mode_and_a_new_one_is_readable()
    {
        await RunAsync("umask 022; printf '#!/bin/sh\\n' > script; chmod 750 script");

        await Runtime.WriteFileAsync("script", "#!/bin/sh\necho ran\n", Patience);
        await Runtime.WriteFileAsync("new", "", Patience);
        var modes = await RunAsync("stat -c %a script new; ./script");

        Assert.That(modes.Content, Is.EqualTo("750\n644\nran"));
    }

    [Test]
    public async Task A_link_stays_a_link_and_its_target_is_written()
    {
        await RunAsync("mkdir d; echo old > d/target; ln -s d/target link");

        await Runtime.WriteFileAsync("link", "new\n", Patience);
        var observation = await RunAsync("test -L link && echo link; cat d/target; ls -A d");

        Assert.That(observation.Content, Is.EqualTo("link\nnew\ntarget"));
    }

    [Test]
    public async Task A_reader_never_sees_half_of_a_file()
    {
        var one = new string('1', 2_000_000);
        var two = new string('2', 2_000_000);
        await Runtime.WriteFileAsync("f", one, Patience);

        var running = Begin("echo begun; until [ -e done ]; do s=$(head -c 1 f)$(wc -c < f)$(tail -c 1 f); case $s in 120000001|220000002|120000002|220000001) ;; *) echo bad $s;; esac; done");
        await running.SeesAsync("begun");
        for (var i = 0; i < 20; i++)
        {
            await Runtime.WriteFileAsync("f", i % 2 == 0 ? two : one, Patience);
        }

        await Runtime.WriteFileAsync("done", "", Patience);
        var observation = await running.EndAsync();

        Assert.That(observation.Content, Is.EqualTo("begun"));
        Assert.That((await RunAsync("ls -A")).Content, Is.EqualTo("done\nf"));
    }

    [Test]
    public async Task What_cannot_be_read_is_an_error_that_says_why()
    {
        await RunAsync(@"mkdir d; printf '\377\376' > binary; mkfifo pipe; ln -s nowhere broken");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ErrorAsync(new FileReadAction("nope")), Is.EqualTo($"File not found: {Runtime.WorkspacePath}/nope. Your current working directory is {Runtime.WorkspacePath}."));
            Assert.That(await ErrorAsync(new FileReadAction("d")), Is.EqualTo($"Path is a directory: {Runtime.WorkspacePath}/d. You can only read files"));
            Assert.That(await ErrorAsync(new FileReadAction("binary")), Is.EqualTo($"File could not be decoded as utf-8: {Runtime.WorkspacePath}/binary."));
            Assert.That(await ErrorAsync(new FileReadAction("broken")), Does.StartWith("File not found: "));
            Assert.That(await ErrorAsync(new FileReadAction("pipe")), Does.Contain("pipe"));
            Assert.That(await ErrorAsync(new FileReadAction("a\0b")), Does.Contain("NUL"));
        }
    }

    [Test]
    public async Task What_cannot_be_written_is_an_error_that_says_why_and_leaves_what_was()
    {
        await RunAsync(@"mkdir d; printf old > file; printf '\377\376\n' > binary");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ErrorAsync(new FileWriteAction("d", "x")), Is.EqualTo($"Path is a directory: {Runtime.WorkspacePath}/d. You can only write to files"));
            Assert.That(await ErrorAsync(new FileWriteAction("file/x", "x")), Does.Contain("Not a directory"));
            Assert.That(await ErrorAsync(new FileWriteAction("file", "x") { Start = 3, End = 1 }), Does.Contain("no range"));
            Assert.That(await ErrorAsync(new FileWriteAction("binary", "x") { Start = 0, End = 1 }), Does.Contain("decoded"));
            Assert.That(await ErrorAsync(new FileWriteAction("half", "\ud83d")), Does.Contain("surrogate"));
            Assert.That((await RunAsync("cat file; od -An -tx1 binary; ls -A")).Content, Is.EqualTo("old ff fe 0a\nbinary\nd\nfile"));
        }
    }

    private async Task<string> ErrorAsync(AgentAction action)
    {
        var observation = await Runtime.ExecuteAsync(action, Patience);
        Assert.That(observation, Is.InstanceOf<ErrorObservation>());
        return observation.Content;
    }
}
