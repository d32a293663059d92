using System.Text.Json;
using OpenHands.Benchmarks;

if (args is ["--child", var task, .. var arguments])
{
    await ChildProgram.RunAsync(task, arguments);
    return 0;
}

bool IsChosen(string metric) => args.Length == 0 || args.Any(name => metric.StartsWith(name, StringComparison.Ordinal));

var unknown = args.Where(name => !Benchmark.All.Any(benchmark => benchmark.Metrics.Any(metric => metric.StartsWith(name, StringComparison.Ordinal)))).ToArray();
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"No metric begins with {string.Join(" or ", unknown)}. There are:");
    Console.Error.WriteLine(string.Join('\n', Benchmark.All.SelectMany(benchmark => benchmark.Metrics).Select(metric => $"  {metric}")));
    return 2;
}

foreach (var benchmark in Benchmark.All.Where(benchmark => benchmark.Metrics.Any(IsChosen)))
{
    Console.Error.WriteLine($"Measuring {string.Join(", ", benchmark.Metrics)} (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]})…");
    await foreach (var metric in benchmark.MeasureAsync())
    {
        if (IsChosen(metric.Name))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(metric, BenchmarkJsonContext.Default.Metric));
            if (metric.Target?.Missed(metric) is { Length: > 0 } missed)
            {
                Console.Error.WriteLine($"  {metric.Name} misses its target: {missed}");
            }
        }
    }
}

return 0;
