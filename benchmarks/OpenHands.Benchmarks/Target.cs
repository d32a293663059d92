namespace OpenHands.Benchmarks;

/// <summary>What a metric should be.</summary>
internal sealed record Target
{
    public double? AtMost { get; init; }

    public double? AtLeast { get; init; }

    public double? P99AtMost { get; init; }

    public double? RatioAtMost { get; init; }

    public double? RatioAtLeast { get; init; }

    /// <summary>What the metric misses; empty when it is met.</summary>
    public string Missed(Metric metric)
    {
        var figure = metric.P50 ?? metric.Value ?? 0;
        var misses = new[]
        {
            figure > AtMost ? $"above {AtMost} {metric.Unit}" : null,
            metric.P99 > P99AtMost ? $"p99 above {P99AtMost} {metric.Unit}" : null,
            figure < AtLeast ? $"below {AtLeast} {metric.Unit}" : null,
            metric.Ratio > RatioAtMost ? $"above {RatioAtMost} x the baseline" : null,
            metric.Ratio < RatioAtLeast ? $"below {RatioAtLeast} x the baseline" : null,
        };
        return string.Join(", ", misses.OfType<string>());
    }
}
