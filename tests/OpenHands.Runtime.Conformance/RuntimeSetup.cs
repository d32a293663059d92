using OpenHands.Events;

namespace OpenHands.Conformance;

/// <summary>What a test wants of the runtime it runs on.</summary>
public sealed record RuntimeSetup
{
    /// <summary>Changes the options that every backend has. A harness calls it with its own options object.</summary>
    public Action<RuntimeOptions> Configure { get; init; } = static _ => { };

    /// <summary>Most bytes of output in one observation; <see langword="null"/> for the backend's default.</summary>
    public int? MaxOutputBytes { get; init; }

    /// <summary>Most bytes of the file that keeps longer output; <see langword="null"/> for the backend's default.</summary>
    public long? MaxOutputFileBytes { get; init; }

    /// <summary>The stream that records the runtime; <see langword="null"/> for one of its own.</summary>
    public EventStream? Events { get; init; }

    /// <summary>A setup that changes common options only.</summary>
    public static RuntimeSetup With(Action<RuntimeOptions> configure) => new() { Configure = configure };
}
