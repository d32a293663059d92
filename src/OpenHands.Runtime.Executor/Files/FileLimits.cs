namespace OpenHands.Execution;

/// <summary>How much one call may bring into memory, or unpack.</summary>
internal sealed record FileLimits
{
    /// <summary>Most bytes that one read action returns; more is refused, and can be read in ranges of lines. Default 64 MiB.</summary>
    public long MaxReadBytes { get; init; } = 64L << 20;

    /// <summary>Most bytes that one zip archive may unpack to. Default 16 GiB.</summary>
    public long MaxUnzippedBytes { get; init; } = 16L << 30;

    /// <summary>
    /// How many times its own size a zip archive may unpack to, once it is past <see cref="UnratedUnzippedBytes"/>. Default 200, which
    /// text stays far below; the format itself allows 1,032 for each entry and any figure for entries that share their data.
    /// </summary>
    public int MaxZipRatio { get; init; } = 200;

    /// <summary>What a zip archive may unpack to whatever its ratio is. Default 64 MiB.</summary>
    public long UnratedUnzippedBytes { get; init; } = 64L << 20;

    /// <summary>Most entries of a zip archive. Default 1,000,000.</summary>
    public int MaxZipEntries { get; init; } = 1_000_000;
}
