using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Something to do (<see cref="AgentAction"/>) or something seen (<see cref="Observation"/>).</summary>
/// <remarks>
/// Events are immutable and safe to share between threads. Two events are equal when their type and declared fields are;
/// what the stream stamped on them (id, timestamp, source, cause) never counts, so a repeated action can be recognised.
/// </remarks>
public abstract record AgentEvent
{
    /// <summary>The value of <see cref="Id"/> before a stream has assigned one.</summary>
    public const long Unassigned = -1;

    /// <summary>Position in the event stream, counted from 0 without holes; <see cref="Unassigned"/> before publication.</summary>
    [JsonIgnore]
    public long Id { get; init; } = Unassigned;

    /// <summary>When the stream accepted the event, to the microsecond; <see langword="null"/> before publication.</summary>
    [JsonIgnore]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Who caused the event; <see langword="null"/> before publication.</summary>
    [JsonIgnore]
    public EventSource? Source { get; init; }

    /// <summary>Id of the action that this event answers, if any.</summary>
    [JsonIgnore]
    public long? Cause { get; init; }

    /// <summary>One sentence for people: what is done or was seen.</summary>
    [JsonIgnore]
    public string Message => Describe();

    // A timestamp read from JSON with a zone is written with one again; ours are UTC and written without, as 0.9.3 does.
    [JsonIgnore]
    internal bool TimestampHasZone { get; init; }

    // Where it came from in this process; never stored or sent.
    [JsonIgnore]
    internal EventOrigin? Origin { get; init; }

    /// <summary>Compares type and declared fields, never what the stream stamped on the event.</summary>
    public virtual bool Equals(AgentEvent? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc />
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The sentence behind <see cref="Message"/>.</summary>
    protected virtual string Describe() => "";
}
