using System.Diagnostics;

namespace OpenHands.Benchmarks;

/// <summary>Collects figures and tells their percentiles.</summary>
internal sealed class Measurements
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Median => Percentile(50);

    public void Add(double value) => _values.Add(value);

    /// <summary>Adds the milliseconds since a timestamp.</summary>
    public void AddSince(long timestamp) => Add(Stopwatch.GetElapsedTime(timestamp).TotalMilliseconds);

    /// <summary>The same, unless it is a round below 0: those only warm up.</summary>
    public void AddSince(long timestamp, int round)
    {
        if (round >= 0)
        {
            AddSince(timestamp);
        }
    }

    /// <summary>The smallest value that is not below this share of them.</summary>
    public double Percentile(int percent)
    {
        var sorted = _values.Order().ToArray();
        return sorted[Math.Clamp((int)Math.Ceiling(sorted.Length * percent / 100.0) - 1, 0, sorted.Length - 1)];
    }
}
