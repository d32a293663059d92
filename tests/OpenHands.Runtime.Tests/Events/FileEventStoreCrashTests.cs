using CsCheck;
using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

/// <summary>What is promised about a power loss, at every step and with every outcome a disk may have.</summary>
public sealed class FileEventStoreCrashTests
{
    private const int LengthOfName = 32;

    private static readonly int[][] Script =
    [
        [10], [10, 2_000, 10], [100], [.. Enumerable.Repeat(300, 10)], [70_000], [1], [1, 1, 1, 1, 1, 1, 1], [600],
    ];

    [Test]
    public async Task Whatever_was_acknowledged_survives_a_power_loss_at_any_step()
    {
        var undisturbed = new SimulatedDisk();
        await AppendAsync(undisturbed, Script, []);

        for (var step = 0; step <= undisturbed.Steps; step++)
        {
            for (var seed = 0; seed < 10; seed++)
            {
                await LoseAndRecoverAsync(new SimulatedDisk { PowerLossAt = step }, Script, seed);
            }
        }

        Assert.That(undisturbed.Steps, Is.GreaterThan(Script.Length * 2), "each batch is at least written and flushed");
    }

    [Test]
    public async Task Whatever_was_acknowledged_survives_power_losses_in_random_sessions()
    {
        var scripts = Gen.Int[1, 3_000].Array[1, 30].Array[1, 12];
        var capacities = Gen.Frequency((1, Gen.Const(long.MaxValue)), (1, Gen.Int[100, 60_000].Select(bytes => (long)bytes)));

        await Gen.Select(scripts, Gen.Int[0, 60], capacities, Gen.Int[0, 1_000_000]).SampleAsync(
            (script, step, capacity, seed) => LoseAndRecoverAsync(new SimulatedDisk { PowerLossAt = step, Capacity = capacity }, script, seed),
            time: 4,
            threads: 2);
    }

    // Recovering is itself interrupted, twice.
    private static async Task LoseAndRecoverAsync(SimulatedDisk disk, int[][] script, int seed)
    {
        var random = new Random(seed);
        var acknowledged = await AppendAsync(disk, script, []);
        for (var restart = 0; restart < 3; restart++)
        {
            disk = disk.Restart(random);
            disk.PowerLossAt = restart < 2 ? random.Next(8) : -1;
            acknowledged = await AppendAsync(disk, [[5], [5, 5]], acknowledged);
        }

        var read = await ReadAsync(await OpenAsync(disk.Restart(random)));
        Assert.That(read, Is.EqualTo(acknowledged), "nothing was interrupted, so nothing else may be there");
    }

    /// <summary>Opens the store, checks what is there, and appends until done or dark.</summary>
    /// <returns>All events that are known to be acknowledged: those from before that were still there, and the new ones.</returns>
    private static async Task<List<string>> AppendAsync(SimulatedDisk disk, int[][] script, List<string> acknowledged)
    {
        var events = acknowledged;
        try
        {
            var store = await OpenAsync(disk);
            var found = await ReadAsync(store);
            Assert.That(found.Take(acknowledged.Count), Is.EqualTo(acknowledged), "an acknowledged event is gone or another one");

            events = found;
            foreach (var sizes in script)
            {
                await AppendAsync(store, sizes, events);
            }
        }
        catch (PowerLossException)
        {
            // The rest of the script is for the next start.
        }

        return events;
    }

    private static async Task AppendAsync(FileEventStore store, int[] sizes, List<string> events)
    {
        var texts = sizes.Select(NewText).ToList();
        try
        {
            await store.AppendAsync(texts.Select((text, i) => (AgentEvent)new CmdRunAction(text) { Id = events.Count + i }).ToArray());
            events.AddRange(texts);
        }
        catch (EventStoreException exception) when (!exception.IsFatal)
        {
            // The disk is full. The next batch has the same ids.
        }
    }

    private static async Task<FileEventStore> OpenAsync(SimulatedDisk disk)
    {
        var store = new FileEventStore("/root", "s", null, null, disk);
        try
        {
            await store.OpenAsync();
        }
        catch (EventStoreException exception) when (disk.Capacity < 1_000)
        {
            // Not even the header fits.
            Assert.That(exception.IsFatal);
            throw new PowerLossException();
        }

        return store;
    }

    private static async Task<List<string>> ReadAsync(FileEventStore store)
    {
        var events = await store.ReadAsync(0, long.MaxValue).ToListAsync();
        Assert.That(events.Select(agentEvent => agentEvent.Id), Is.EqualTo(Enumerable.Range(0, events.Count)));

        var texts = events.Select(agentEvent => ((CmdRunAction)agentEvent).Command).ToList();
        Assert.That(texts.Where(text => text != Repeat(text[..LengthOfName], text.Length)), Is.Empty, "an event is made of parts of two that had the same id");
        return texts;
    }

    // Each attempt has a text of its own, in every sector.
    private static string NewText(int size) => Repeat(Guid.NewGuid().ToString("N"), LengthOfName + size);

    private static string Repeat(string name, int length) => string.Concat(Enumerable.Repeat(name, (length / LengthOfName) + 1))[..length];
}
