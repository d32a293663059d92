using CsCheck;
using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

/// <summary>What is promised about a power loss, at every step and with every outcome a disk may have.</summary>
public sealed class FileEventStoreCrashTests
{
    private static readonly int[][] Script =
    [
        [10], [10, 2_000, 10], [100], [.. Enumerable.Repeat(300, 10)], [70_000], [1], [1, 1, 1, 1, 1, 1, 1], [600],
    ];

    [Test]
    public async Task Whatever_was_acknowledged_survives_a_power_loss_at_any_step()
    {
        var steps = await CountStepsAsync(Script);

        for (var step = 0; step <= steps; step++)
        {
            for (var seed = 0; seed < 10; seed++)
            {
                await LoseAndRecoverAsync(Script, step, seed);
            }
        }

        Assert.That(steps, Is.GreaterThan(Script.Length * 2), "each batch is at least written and flushed");
    }

    [Test]
    public async Task Whatever_was_acknowledged_survives_power_losses_in_random_sessions()
    {
        var sessions = Gen.Select(Gen.Int[1, 3_000].Array[1, 30].Array[1, 12], Gen.Int[0, 60], Gen.Int[0, 1_000_000]);

        await sessions.SampleAsync(session => LoseAndRecoverAsync(session.Item1, session.Item2, session.Item3), time: 4, threads: 2);
    }

    // Twice, as recovering is itself interrupted at some point.
    private static async Task LoseAndRecoverAsync(int[][] script, int step, int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk { PowerLossAt = step };
        var acknowledged = await AppendAsync(disk, script, firstId: null);
        for (var restart = 0; restart < 3; restart++)
        {
            disk = disk.Restart(random);
            disk.PowerLossAt = restart < 2 ? random.Next(8) : -1;
            var recovered = await AppendAsync(disk, [[5], [5, 5]], acknowledged);
            acknowledged = Math.Max(acknowledged, recovered);
        }

        var store = new FileEventStore("/root", "s", null, null, disk.Restart(random));
        var lastId = await store.OpenAsync();
        Assert.That(lastId, Is.EqualTo(acknowledged), "nothing was interrupted, so nothing may be there that was not acknowledged");
    }

    /// <summary>Opens the store, checks what is there, and appends until done or dark.</summary>
    /// <returns>The last id that was acknowledged.</returns>
    private static async Task<long> AppendAsync(SimulatedDisk disk, int[][] script, long? firstId)
    {
        var acknowledged = firstId ?? -1;
        try
        {
            var store = new FileEventStore("/root", "s", null, null, disk);
            var lastId = await store.OpenAsync();
            Assert.That(lastId, Is.GreaterThanOrEqualTo(acknowledged), "an acknowledged event is gone");
            Assert.That(await store.ReadAsync(0, long.MaxValue).Select(agentEvent => agentEvent.Id).ToListAsync(), Is.EqualTo(Enumerable.Range(0, (int)lastId + 1)));

            acknowledged = lastId;
            foreach (var sizes in script)
            {
                var batch = sizes.Select((size, i) => (AgentEvent)new CmdRunAction(new string('x', size)) { Id = acknowledged + 1 + i }).ToArray();
                await store.AppendAsync(batch);
                acknowledged += batch.Length;
            }
        }
        catch (PowerLossException)
        {
            // The rest of the script is for the next start.
        }

        return acknowledged;
    }

    private static async Task<int> CountStepsAsync(int[][] script)
    {
        var disk = new SimulatedDisk();
        await AppendAsync(disk, script, firstId: null);
        return disk.Steps;
    }
}
