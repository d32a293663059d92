using System.Text.Json.Serialization;

namespace OpenHands.Benchmarks;

/// <summary>One measured thing, as it is printed.</summary>
/// <param name="Name">Such as <c>exec.local.echo</c>.</param>
/// <param name="Unit">Of its figures.</param>
/// <param name="N">How many were measured.</param>
internal sealed record Metric([property: JsonPropertyName("metric")] string Name, string Unit, [property: JsonPropertyOrder(10)] int N)
{
    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }

    /// <summary>A rate, a size or a count, in place of the percentiles of a time.</summary>
    public double? Value { get; init; }

    /// <summary>This divided by the baseline.</summary>
    [JsonPropertyOrder(11)]
    public double? Ratio { get; init; }

    /// <summary>What it is compared with, and what that measured in the same run.</summary>
    [JsonPropertyOrder(12)]
    public string? Baseline { get; init; }

    /// <summary>What it should be; for the reader on standard error only.</summary>
    [JsonIgnore]
    public Target? Target { get; init; }

    /// <summary>A metric of times.</summary>
    public static Metric OfTimes(string name, Measurements times) => new(name, "ms", times.Count)
    {
        P50 = Rounded(times.Percentile(50)),
        P95 = Rounded(times.Percentile(95)),
        P99 = Rounded(times.Percentile(99)),
    };

    /// <summary>A metric of a rate, a size or a count.</summary>
    public static Metric OfValue(string name, string unit, double value, int n) => new(name, unit, n) { Value = Rounded(value) };

    /// <summary>The same beside a baseline.</summary>
    public Metric Beside(string baseline, double measured) => this with
    {
        Ratio = Rounded((P50 ?? Value ?? 0) / measured),
        Baseline = $"{baseline}: {Rounded(measured)} {Unit}",
    };

    private static double Rounded(double value) => Math.Round(value, value < 10 ? 4 : 1);
}
