using System.Buffers;
using System.Diagnostics;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Benchmarks;

/// <summary>What recording costs.</summary>
internal static class Events
{
    private const int Runs = 5;
    private const int Writers = 8;

    // Of the size that most have: a short command with a few lines of output.
    private static readonly CmdOutputObservation s_event = new("ls -la")
    {
        Content = string.Concat(Enumerable.Repeat("drwxr-xr-x 2 agent agent 4096 Jan  1 00:00 src\n", 4)),
        WorkingDirectory = "/workspace",
        Cause = 1,
    };

    public static async IAsyncEnumerable<Metric> AppendToMemoryAsync()
    {
        const int Count = 500_000;
        var rates = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            await using var stream = EventStream.CreateInMemory();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Count; i++)
            {
                await stream.PublishAsync(s_event, EventSource.Agent);
            }

            AddRate(rates, Count, started, run);
        }

        yield return Rate("events.append.memory", rates, 500_000);
    }

    public static async IAsyncEnumerable<Metric> AppendToDiskAsync()
    {
        const int Each = 4_000;
        var rates = new Measurements();
        var least = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            using var directory = new TemporaryDirectory();
            await using var stream = await EventStream.OpenAsync(new FileEventStore(directory.Path, "bench"));
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await stream.PublishAsync(s_event, EventSource.Agent);
                }
            })));
            AddRate(rates, Writers * Each, started, run);
            AppendByHand(Path.Combine(directory.Path, "by-hand"), Each, least, run);
        }

        yield return Rate("events.append.durable", rates, 20_000).Beside("the same bytes appended by hand, flushed every eight events", least.Median);
    }

    // Writers that await each event have no more than one event each in a flush: this is what a file that just grows allows on this disk.
    private static void AppendByHand(string path, int flushes, Measurements rates, int run)
    {
        var line = new ArrayBufferWriter<byte>(4096);
        EventSerializer.Default.Write(s_event with { Id = 7, Timestamp = TimeProvider.System.GetUtcNow(), Source = EventSource.Agent }, line);
        var lines = Enumerable.Repeat(line.WrittenSpan.ToArray(), Writers).SelectMany(bytes => bytes).ToArray();
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < flushes; i++)
        {
            RandomAccess.Write(file, lines, (long)i * lines.Length);
            RandomAccess.FlushToDisk(file);
        }

        AddRate(rates, Writers * flushes, started, run);
    }

    public static async IAsyncEnumerable<Metric> EncodeAsync()
    {
        const int Count = 300_000;
        await Task.CompletedTask;
        var rates = new Measurements();
        var buffer = new ArrayBufferWriter<byte>(4096);
        var stored = s_event with { Id = 7, Timestamp = TimeProvider.System.GetUtcNow(), Source = EventSource.Agent };
        for (var run = -2; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Count; i++)
            {
                buffer.ResetWrittenCount();
                EventSerializer.Default.Write(stored, buffer);
            }

            AddRate(rates, Count, started, run);
        }

        yield return Rate("events.encode", rates, 300_000);
    }

    public static async IAsyncEnumerable<Metric> ReplayAsync()
    {
        const int Count = 100_000;
        using var directory = new TemporaryDirectory();
        await using (var stream = await EventStream.OpenAsync(new FileEventStore(directory.Path, "bench")))
        {
            // Many at a time: this part is not measured.
            for (var i = 0; i < Count; i += 1000)
            {
                await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => stream.PublishAsync(s_event, EventSource.Agent).AsTask()));
            }
        }

        var times = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var stream = await EventStream.OpenAsync(new FileEventStore(directory.Path, "bench"));
            var read = 0;
            await foreach (var _ in stream.ReadAsync())
            {
                read++;
            }

            if (read != Count)
            {
                throw new InvalidOperationException($"{read} events came back.");
            }

            if (run >= 0)
            {
                times.AddSince(started);
            }
        }

        yield return Metric.OfTimes("events.replay", times) with { Target = new Target { AtMost = 1000 } };
    }

    private static void AddRate(Measurements rates, int count, long started, int run)
    {
        if (run >= 0)
        {
            rates.Add(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private static Metric Rate(string name, Measurements rates, double target) =>
        Metric.OfValue(name, "events/s", rates.Median, rates.Count) with { Target = new Target { AtLeast = target } };
}
