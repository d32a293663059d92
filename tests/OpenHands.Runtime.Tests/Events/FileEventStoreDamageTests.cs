using System.Text;
using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class FileEventStoreDamageTests
{
    private TemporaryFolder _folder = null!;
    private string _path = "";

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _path = Path.Combine(_folder.Path, "sessions", "s", "events.jsonl");
    }

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Half_a_line_at_the_end_is_cut_off_and_kept_beside()
    {
        var whole = await WriteAsync(3);
        await File.AppendAllTextAsync(_path, "{\"id\":3,\"acti");

        var lastId = await OpenAndCloseAsync();

        Assert.That(lastId, Is.EqualTo(2));
        Assert.That(await File.ReadAllBytesAsync(_path), Is.EqualTo(whole));
        Assert.That(await File.ReadAllTextAsync($"{_path}.torn-{whole.Length}"), Is.EqualTo("{\"id\":3,\"acti"));
    }

    [Test]
    public async Task An_earlier_cut_is_not_overwritten()
    {
        var whole = await WriteAsync(1);

        foreach (var half in (string[])["{\"first", "{\"second"])
        {
            await File.AppendAllTextAsync(_path, half);
            await OpenAndCloseAsync();
        }

        Assert.That(await File.ReadAllTextAsync($"{_path}.torn-{whole.Length}"), Is.EqualTo("{\"first"));
        Assert.That(await File.ReadAllTextAsync($"{_path}.torn-{whole.Length}.2"), Is.EqualTo("{\"second"));
    }

    [Test]
    public async Task Reserved_zeros_at_the_end_are_cut_off_without_a_copy()
    {
        var whole = await WriteAsync(3);
        await File.WriteAllBytesAsync(_path, [.. whole, .. new byte[100_000]]);

        var lastId = await OpenAndCloseAsync();

        Assert.That(lastId, Is.EqualTo(2));
        Assert.That(await File.ReadAllBytesAsync(_path), Is.EqualTo(whole));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_path)!, "*torn*"), Is.Empty);
    }

    [TestCase("")]
    [TestCase("{\"format\":\"openh")]
    [TestCase("\0\0\0\0")]
    public async Task A_header_that_was_never_finished_is_written_again(string start)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await File.WriteAllTextAsync(_path, start);

        var lastId = await OpenAndCloseAsync();

        Assert.That(lastId, Is.EqualTo(-1));
        Assert.That(await File.ReadAllTextAsync(_path), Is.EqualTo("{\"format\":\"openhands-events\",\"version\":1}\n"));
    }

    [Test]
    public async Task Damage_among_acknowledged_events_is_refused_with_its_place()
    {
        var whole = Encoding.UTF8.GetString(await WriteAsync(10));
        var offset = whole.IndexOf("{\"id\":4,", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_path, whole[..(offset + 20)] + "\0\0\0" + whole[(offset + 23)..]);

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(OpenAndCloseAsync))!;

        Assert.That(refusal.Message, Does.Contain(_path).And.Contain("line 6").And.Contain($"byte {offset}"));
    }

    [Test]
    public async Task A_missing_line_is_refused()
    {
        var lines = Encoding.UTF8.GetString(await WriteAsync(10)).Split('\n');
        await File.WriteAllTextAsync(_path, string.Join('\n', lines.Where((_, index) => index != 5)));

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(OpenAndCloseAsync))!;

        Assert.That(refusal.Message, Does.Contain("line 6").And.Contain("should be event 4, but is event 5"));
    }

    [Test]
    public async Task Damage_in_the_last_batch_cannot_be_told_from_a_crash_and_is_cut_off()
    {
        var whole = await WriteAsync(10);
        var offset = Encoding.UTF8.GetString(whole).IndexOf("{\"id\":9,", StringComparison.Ordinal);
        whole[offset + 10] = 0;
        await File.WriteAllBytesAsync(_path, whole);

        Assert.That(await OpenAndCloseAsync(), Is.EqualTo(8));
        Assert.That(await File.ReadAllBytesAsync($"{_path}.torn-{offset}"), Is.EqualTo(whole[offset..]));
    }

    [Test]
    public async Task Damage_is_refused_also_when_an_editor_removed_the_spaces_at_line_ends()
    {
        var whole = Encoding.UTF8.GetString(await WriteAsync(3_000)).Replace("} \n", "}\n", StringComparison.Ordinal);
        var offset = whole.IndexOf("{\"id\":100,", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_path, whole[..offset] + "x" + whole[(offset + 1)..]);

        Assert.That(OpenAndCloseAsync, Throws.TypeOf<EventStoreException>());
    }

    [Test]
    public async Task A_newer_format_is_refused_with_what_to_do()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await File.WriteAllTextAsync(_path, "{\"format\":\"openhands-events\",\"version\":2,\"more\":true}\nanything\n");

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(OpenAndCloseAsync))!;

        Assert.That(refusal.Message, Does.Contain(_path).And.Contain("version 2").And.Contain("Update"));
        Assert.That(await File.ReadAllTextAsync(_path), Does.EndWith("anything\n"));
    }

    [TestCase("hello\n")]
    [TestCase("no line end")]
    [TestCase("{\"format\":\"other\",\"version\":1}\n")]
    [TestCase("{\"format\":\"openhands-events\",\"version\":0}\n")]
    [TestCase("[]\n")]
    public async Task Another_kind_of_file_is_refused_and_left_alone(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        await File.WriteAllTextAsync(_path, content);

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(OpenAndCloseAsync))!;

        Assert.That(refusal.Message, Does.Contain(_path).And.Contain("not an event file"));
        Assert.That(await File.ReadAllTextAsync(_path), Is.EqualTo(content));
    }

    private async Task<long> OpenAndCloseAsync()
    {
        await using var store = new FileEventStore(_folder.Path, "s");
        return await store.OpenAsync();
    }

    private async Task<byte[]> WriteAsync(int count)
    {
        await using (var store = new FileEventStore(_folder.Path, "s", new FileEventStoreOptions { ReservedBytes = 0 }))
        {
            await store.OpenAsync();
            for (var id = 0; id < count; id++)
            {
                await store.AppendAsync(new AgentEvent[] { new CmdRunAction("x") { Id = id } });
            }
        }

        return await File.ReadAllBytesAsync(_path);
    }
}
