using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class FileEventStoreTests
{
    private TemporaryFolder _folder = null!;

    private string Root => _folder.Path;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task A_session_is_one_file_with_a_header_and_a_line_per_event()
    {
        var store = await StoreOfAsync("s", 2);

        await store.DisposeAsync();

        Assert.That(store.FilePath, Is.EqualTo(Path.Combine(Root, "sessions", "s", "events.jsonl")));
        var lines = (await File.ReadAllTextAsync(store.FilePath)).Split('\n');
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines[0], Is.EqualTo("""{"format":"openhands-events","version":1}"""));
        Assert.That(lines[1], Does.StartWith("{\"id\":0,").And.EndsWith("}}"));
        Assert.That(lines[2], Does.StartWith("{\"id\":1,").And.EndsWith("}} "), "the last line of a batch ends with a space");
        Assert.That(lines[3], Is.Empty);
    }

    [Test]
    public async Task What_was_appended_is_there_after_reopening()
    {
        await using (var stream = await OpenAsync("s"))
        {
            await stream.PublishAsync(new CmdRunAction("ls") { Timeout = TimeSpan.FromSeconds(1.5) }, EventSource.Agent);
            await stream.PublishAsync(new CmdOutputObservation("ls") { Content = "naïve\n🙂\0", ExitCode = 2, Cause = 0 }, EventSource.User);
        }

        await using var again = await OpenAsync("s");
        var events = await again.ReadAsync().ToListAsync();
        var next = await again.PublishAsync(new NullAction(), EventSource.Agent);

        Assert.Multiple(() =>
        {
            Assert.That(events[0], Is.EqualTo(new CmdRunAction("ls")));
            Assert.That(((CmdRunAction)events[0]).Timeout, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
            Assert.That(events[1], Is.EqualTo(new CmdOutputObservation("ls") { Content = "naïve\n🙂\0", ExitCode = 2 }));
            Assert.That((events[1].Id, events[1].Source, events[1].Cause), Is.EqualTo((1L, EventSource.User, 0L)));
            Assert.That(next.Id, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task An_event_that_only_can_be_written_is_read_back_from_a_store()
    {
        await using var stream = await OpenAsync("s");
        await stream.PublishAsync(new AgentSummarizeAction("sum"), EventSource.Agent);

        var read = await stream.ReadAsync().SingleAsync();

        Assert.That(read, Is.EqualTo(new AgentSummarizeAction("sum")));
    }

    [TestCase(0, 499)]
    [TestCase(63, 65)]
    [TestCase(64, 127)]
    [TestCase(130, 130)]
    [TestCase(499, 499)]
    [TestCase(-5, 5_000)]
    [TestCase(500, 600)]
    [TestCase(7, 3)]
    public async Task Any_range_is_read_in_both_directions(int from, int to)
    {
        await using var store = await StoreOfAsync("s", 500);
        var expected = Enumerable.Range(0, 500).Where(id => id >= from && id <= to).ToList();

        var forward = await store.ReadAsync(from, to).ToListAsync();
        var reverse = await store.ReadAsync(from, to, reverse: true).ToListAsync();

        Assert.That(forward.Select(agentEvent => agentEvent.Id), Is.EqualTo(expected));
        Assert.That(reverse.Select(agentEvent => agentEvent.Id), Is.EqualTo(Enumerable.Reverse(expected)));
        Assert.That(forward.Select(agentEvent => ((CmdRunAction)agentEvent).Command), Is.EqualTo(expected.Select(id => $"{id}")));
    }

    [Test]
    public async Task Huge_events_are_read_in_both_directions()
    {
        await using var stream = await OpenAsync("s");
        for (var i = 0; i < 70; i++)
        {
            await stream.PublishAsync(new CmdRunAction(new string((char)('a' + (i % 26)), i % 7 == 0 ? 300_000 : 10)), EventSource.Agent);
        }

        var forward = await stream.ReadAsync().Select(agentEvent => ((CmdRunAction)agentEvent).Command[0]).ToListAsync();
        var reverse = await stream.ReadAsync(reverse: true).Select(agentEvent => ((CmdRunAction)agentEvent).Command[0]).ToListAsync();

        Assert.That(forward, Is.EqualTo(Enumerable.Range(0, 70).Select(i => (char)('a' + (i % 26)))));
        Assert.That(reverse, Is.EqualTo(Enumerable.Reverse(forward)));
    }

    [Test]
    public async Task Reading_the_last_events_does_not_read_the_others()
    {
        var disk = new SimulatedDisk();
        var store = new FileEventStore(Root, "s", null, null, disk);
        await store.OpenAsync();
        await AppendAsync(store, 20_000);

        disk.BytesRead = 0;
        var last = await store.ReadAsync(19_999, long.MaxValue).SingleAsync();

        Assert.That(last.Id, Is.EqualTo(19_999));
        Assert.That(disk.BytesRead, Is.LessThan(64 * 1024));
    }

    [Test]
    public async Task Reading_goes_on_beside_appending_and_after_disposal()
    {
        var store = await StoreOfAsync("s", 100);
        await using var reading = store.ReadAsync(0, long.MaxValue).GetAsyncEnumerator();
        Assert.That(await reading.MoveNextAsync());

        await store.AppendAsync(new AgentEvent[] { new NullAction { Id = 100 } });
        await store.DisposeAsync();

        var rest = 1;
        while (await reading.MoveNextAsync())
        {
            rest++;
        }

        Assert.That(rest, Is.EqualTo(100));
        Assert.That(await store.ReadAsync(0, long.MaxValue).CountAsync(), Is.EqualTo(101));
    }

    [TestCase(0)]
    [TestCase(1024 * 1024)]
    public async Task Reserved_space_is_given_back_on_closing(int reservedBytes)
    {
        var store = await StoreOfAsync("s", 10, new FileEventStoreOptions { ReservedBytes = reservedBytes });
        var open = new FileInfo(store.FilePath).Length;

        await store.DisposeAsync();
        await store.DisposeAsync();

        var closed = await File.ReadAllBytesAsync(store.FilePath);
        Assert.That(closed, Does.Not.Contain((byte)0));
        Assert.That(open, reservedBytes == 0 ? Is.EqualTo(closed.Length) : Is.GreaterThan(closed.Length));
    }

    [Test]
    public async Task A_session_that_is_open_cannot_be_opened_again()
    {
        await using var owner = await StoreOfAsync("s", 1);
        await using var second = new FileEventStore(Root, "s");

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await second.OpenAsync()))!;

        Assert.That(refusal.Message, Does.Contain(Path.Combine(Root, "sessions", "s")).And.Contain("in use"));
        Assert.That(() => FileEventStore.DeleteSession(Root, "s"), Throws.TypeOf<EventStoreException>());
        await owner.DisposeAsync();
        Assert.That(await second.OpenAsync(), Is.Zero);
    }

    [Test]
    public async Task An_open_session_is_locked_against_other_processes()
    {
        await using var owner = await StoreOfAsync("s", 1);
        var lockFile = Path.Combine(Root, "sessions", "s", "events.lock");

        var whileOpen = await Commands.TryRunAsync("flock", "--nonblock", lockFile, "true");
        await owner.DisposeAsync();
        var whenClosed = await Commands.TryRunAsync("flock", "--nonblock", lockFile, "true");

        Assert.That((whileOpen, whenClosed), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Deleting_a_session_leaves_those_whose_names_begin_alike()
    {
        foreach (var session in (string[])["s", "s2", "s.1"])
        {
            await using var store = await StoreOfAsync(session, 1);
        }

        FileEventStore.DeleteSession(Root, "s");

        Assert.That(FileEventStore.ListSessions(Root), Is.EqualTo((string[])["s.1", "s2"]));
        Assert.That(Directory.Exists(Path.Combine(Root, "sessions", "s")), Is.False);
    }

    [Test]
    public void Deleting_a_session_that_is_not_there_does_nothing()
    {
        Assert.That(() => FileEventStore.DeleteSession(Root, "missing"), Throws.Nothing);
    }

    [Test]
    public async Task Sessions_are_listed_by_name_and_none_is_no_error()
    {
        var none = FileEventStore.ListSessions(Root);
        foreach (var session in (string[])["b", "a"])
        {
            await using var store = await StoreOfAsync(session, 0);
        }

        Directory.CreateDirectory(Path.Combine(Root, "sessions", "no session"));

        Assert.That(none, Is.Empty);
        Assert.That(FileEventStore.ListSessions(Root), Is.EqualTo((string[])["a", "b"]));
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("../s")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("/etc")]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("a\0b")]
    [TestCase("naïve")]
    [TestCase(".hidden")]
    [TestCase("trailing.")]
    public void A_session_id_cannot_leave_the_root(string sessionId)
    {
        Assert.That(() => new FileEventStore(Root, sessionId), Throws.ArgumentException);
        Assert.That(() => FileEventStore.DeleteSession(Root, sessionId), Throws.ArgumentException);
    }

    [Test]
    public void A_session_id_has_at_most_128_characters()
    {
        Assert.That(() => new FileEventStore(Root, new string('a', 128)), Throws.Nothing);
        Assert.That(() => new FileEventStore(Root, new string('a', 129)), Throws.ArgumentException);
    }

    [Test]
    public async Task A_root_that_cannot_be_used_is_named()
    {
        var file = Path.Combine(Root, "file");
        await File.WriteAllTextAsync(file, "");
        await using var store = new FileEventStore(file, "s");

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await store.OpenAsync()))!;

        Assert.That(refusal.Message, Does.Contain(store.FilePath));
    }

    [Test]
    public async Task A_plugins_event_type_needs_its_serializer_to_be_read()
    {
        var types = new EventTypeRegistry();
        types.AddAction(PluginJsonContext.Default.PluginAction, new PluginAction("") { Colour = "red" });
        var options = new FileEventStoreOptions { Serializer = new EventSerializer(types) };
        await using (var stream = await EventStream.OpenAsync(new FileEventStore(Root, "s", options)))
        {
            await stream.PublishAsync(new NullAction(), EventSource.Agent);
            await stream.PublishAsync(new PluginAction("x"), EventSource.Agent);
        }

        await using (var with = await EventStream.OpenAsync(new FileEventStore(Root, "s", options)))
        {
            Assert.That(await with.ReadAsync(1).SingleAsync(), Is.EqualTo(new PluginAction("x")));
        }

        await using var without = await OpenAsync("s");
        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await without.ReadAsync().ToListAsync()))!;
        Assert.That(refusal.Message, Does.Contain("line 3").And.Contain("'paint' is not defined").And.Contain("register"));
    }

    private async Task<EventStream> OpenAsync(string sessionId) => await EventStream.OpenAsync(new FileEventStore(Root, sessionId));

    private async Task<FileEventStore> StoreOfAsync(string sessionId, int count, FileEventStoreOptions? options = null)
    {
        var store = new FileEventStore(Root, sessionId, options);
        await store.OpenAsync();
        await AppendAsync(store, count);
        return store;
    }

    private static async Task AppendAsync(FileEventStore store, int count)
    {
        foreach (var ids in Enumerable.Range(0, count).Chunk(37))
        {
            await store.AppendAsync(ids.Select(id => (AgentEvent)new CmdRunAction($"{id}") { Id = id }).ToArray());
        }
    }
}
