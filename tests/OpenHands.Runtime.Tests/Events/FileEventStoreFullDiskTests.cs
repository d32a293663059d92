using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Events;

public sealed class FileEventStoreFullDiskTests
{
    [Test]
    public async Task A_full_disk_refuses_the_event_and_the_session_goes_on_when_there_is_space()
    {
        var disk = new SimulatedDisk { Capacity = 100_000 };
        await using var stream = await EventStream.OpenAsync(new FileEventStore("/root", "s", null, null, disk));
        await stream.PublishAsync(new CmdRunAction("small"), EventSource.Agent);

        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await stream.PublishAsync(new CmdRunAction(new string('x', 200_000)), EventSource.Agent)))!;
        var stillFits = await stream.PublishAsync(new CmdRunAction("small"), EventSource.Agent);
        disk.Capacity = 1_000_000;
        var fitsNow = await stream.PublishAsync(new CmdRunAction(new string('x', 200_000)), EventSource.Agent);

        Assert.Multiple(() =>
        {
            Assert.That(refusal.IsFatal, Is.False);
            Assert.That(refusal.Message, Does.Contain("no space left").And.Contain("Free some space"));
            Assert.That((stillFits.Id, fitsNow.Id), Is.EqualTo((1L, 2L)));
        });
        var restarted = new FileEventStore("/root", "s", null, null, disk.Restart(new Random(1)));
        Assert.That(await restarted.OpenAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_last_bytes_of_a_disk_are_used_for_events_and_not_for_reserve()
    {
        var disk = new SimulatedDisk { Capacity = 2_000 };
        await using var stream = await EventStream.OpenAsync(new FileEventStore("/root", "s", null, null, disk));

        var stored = 0;
        await Assert.ThrowsAsync<EventStoreException>(async () =>
        {
            while (true)
            {
                await stream.PublishAsync(new CmdRunAction("x"), EventSource.Agent);
                stored++;
            }
        });

        Assert.That(stored, Is.GreaterThan(5));
        Assert.That(disk.Files, Has.Exactly(1).EndsWith("events.jsonl"));
    }

    [Test]
    public async Task A_power_loss_after_a_full_disk_never_mixes_two_events_with_one_id()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var disk = new SimulatedDisk { Capacity = 2_000 };
            var store = new FileEventStore("/root", "s", null, null, disk);
            await store.OpenAsync();
            Assert.That(async () => await store.AppendAsync(EventOf('a')), Throws.TypeOf<EventStoreException>());

            disk.Capacity = long.MaxValue;
            disk.PowerLossAt = disk.Steps + (seed % 5);
            try
            {
                await store.AppendAsync(EventOf('b'));
            }
            catch (PowerLossException)
            {
                // At a step that the seed chose.
            }

            var restarted = new FileEventStore("/root", "s", null, null, disk.Restart(new Random(seed)));
            await restarted.OpenAsync();
            var commands = await restarted.ReadAsync(0, 0).Select(agentEvent => ((CmdRunAction)agentEvent).Command.Distinct().Count()).ToListAsync();
            Assert.That(commands, Is.Empty.Or.EqualTo((int[])[1]), $"seed {seed}");
        }

        static AgentEvent[] EventOf(char letter) => [new CmdRunAction(new string(letter, 1_000)) { Id = 0 }];
    }

    [Test]
    public async Task A_failed_flush_is_fatal()
    {
        var disk = new SimulatedDisk();
        await using var stream = await EventStream.OpenAsync(new FileEventStore("/root", "s", null, null, disk));
        await stream.PublishAsync(new NullAction(), EventSource.Agent);

        disk.NextFlushFailure = new IOException("Input/output error");
        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await stream.PublishAsync(new NullAction(), EventSource.Agent)))!;

        Assert.That(refusal.IsFatal);
        Assert.That(refusal.Message, Does.Contain("events.jsonl").And.Contain("Input/output error"));
        Assert.That(async () => await stream.PublishAsync(new NullAction(), EventSource.Agent), Throws.TypeOf<EventStoreException>());
        Assert.That(stream.LatestId, Is.Zero);
    }

    [Test]
    public async Task A_failed_write_that_cannot_be_undone_is_fatal()
    {
        var disk = new SimulatedDisk { Capacity = 1_000 };
        await using var stream = await EventStream.OpenAsync(new FileEventStore("/root", "s", null, null, disk));

        disk.NextSetLengthFailure = new IOException("Input/output error");
        var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await stream.PublishAsync(new CmdRunAction(new string('x', 2_000)), EventSource.Agent)))!;

        Assert.That(refusal.IsFatal);
    }

    [Test]
    public async Task A_small_file_system_that_is_really_full_behaves_so_too()
    {
        using var folder = new TemporaryFolder();
        if (!OperatingSystem.IsLinux() || await Commands.TryRunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.Path) != 0)
        {
            Assert.Ignore("This account may not mount a file system; the simulated disk shows the same.");
        }

        try
        {
            await using var stream = await EventStream.OpenAsync(new FileEventStore(folder.Path, "s"));
            await stream.PublishAsync(new CmdRunAction("small"), EventSource.Agent);
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, "ballast"), new byte[60_000]);

            var refusal = (await Assert.ThrowsAsync<EventStoreException>(async () => await stream.PublishAsync(new CmdRunAction(new string('x', 250_000)), EventSource.Agent)))!;
            File.Delete(Path.Combine(folder.Path, "ballast"));
            var next = await stream.PublishAsync(new CmdRunAction(new string('x', 100_000)), EventSource.Agent);

            Assert.That(refusal.IsFatal, Is.False);
            Assert.That(refusal.Message, Does.Contain("no space left"));
            Assert.That(next.Id, Is.EqualTo(1));
            Assert.That(await stream.ReadAsync().CountAsync(), Is.EqualTo(2));
        }
        finally
        {
            Assert.That(await Commands.TryRunAsync("umount", folder.Path), Is.Zero);
        }
    }
}
