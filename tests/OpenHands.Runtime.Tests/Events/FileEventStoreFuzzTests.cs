using CsCheck;
using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class FileEventStoreFuzzTests
{
    private const int Seconds = 4;

    [Test]
    public async Task A_damaged_file_gives_the_first_events_or_is_refused()
    {
        var batches = Gen.Int[1, 5].Array[1, 30];
        var damages = Gen.Select(Gen.Int[0, 100_000], Gen.Byte, Gen.Int[1, 40]).Array[0, 3];

        await Gen.Select(batches, damages, Gen.Int[0, 100_000]).SampleAsync(async (sizes, hits, cut) =>
        {
            var content = await WriteAsync(sizes);
            foreach (var (at, value, length) in hits)
            {
                content.AsSpan(at % content.Length, Math.Min(length, content.Length - (at % content.Length))).Fill(value);
            }

            if (cut % 3 == 0)
            {
                content = content[..(cut % content.Length)];
            }

            await OpenOrRefuseAsync(content, sizes.Sum());
        }, time: Seconds, threads: 2);
    }

    [Test]
    public async Task A_file_that_was_only_cut_always_opens()
    {
        var content = await WriteAsync([3, 1, 4, 1, 5]);

        for (var length = 0; length <= content.Length; length++)
        {
            var store = StoreOn(content[..length]);
            Assert.That(async () => await store.OpenAsync(), Throws.Nothing, $"cut at {length}");
        }
    }

    private static async Task OpenOrRefuseAsync(byte[] content, int written)
    {
        var store = StoreOn(content);
        try
        {
            var lastId = await store.OpenAsync();
            Assert.That(lastId, Is.LessThan(written));
            var events = await store.ReadAsync(0, long.MaxValue).ToListAsync();
            Assert.That(events.Select(agentEvent => agentEvent.Id), Is.EqualTo(Enumerable.Range(0, (int)lastId + 1)));
        }
        catch (EventStoreException exception)
        {
            Assert.That(exception.Message, Does.Contain("events.jsonl"));
        }
    }

    private static async Task<byte[]> WriteAsync(int[] sizes)
    {
        var disk = new SimulatedDisk();
        var store = new FileEventStore("/root", "s", new FileEventStoreOptions { ReservedBytes = 0 }, null, disk);
        await store.OpenAsync();
        var id = 0;
        foreach (var size in sizes)
        {
            await store.AppendAsync(Enumerable.Range(0, size).Select(i => (AgentEvent)new CmdRunAction("x") { Id = id + i }).ToArray());
            id += size;
        }

        return disk[store.FilePath].Content;
    }

    private static FileEventStore StoreOn(byte[] content)
    {
        var disk = new SimulatedDisk();
        var store = new FileEventStore("/root", "s", null, null, disk);
        disk.Open(store.FilePath).Write(content, 0);
        return store;
    }
}
