using System.Text.Json;

namespace OpenHands;

/// <summary>What a controller must remember to go on after its program has ended. Its events are on the stream, not in here.</summary>
public sealed record ControllerState
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the form, counted from 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Name of the agent that the user talks to.</summary>
    public string Agent { get; init; } = "";

    /// <summary>What the controller was doing.</summary>
    public AgentState AgentState { get; init; }

    /// <summary>Id of the last event that the controller knew of.</summary>
    public long LastEventId { get; init; } = AgentEvent.Unassigned;

    /// <summary>Steps so far, of all agents.</summary>
    public int Iteration { get; init; }

    /// <summary>Steps so far of the agent that the user talks to.</summary>
    public int LocalIteration { get; init; }

    /// <summary>Number of steps at which the agent is held.</summary>
    public int MaxIterations { get; init; }

    /// <summary>What was spent, in US dollars.</summary>
    public double Cost { get; init; }

    /// <summary>Cost beyond which the agent is held; <see langword="null"/> for none.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>Whether a limit holds the agent.</summary>
    public TrafficState Traffic { get; init; }

    /// <summary>What the agent finished with, an object.</summary>
    public JsonPayload Outputs { get; init; } = JsonPayload.EmptyObject;

    /// <summary>The last error that the controller reported; <see langword="null"/> for none.</summary>
    public string? LastError { get; init; }

    /// <summary>The agent's tasks.</summary>
    public AgentTask Tasks { get; init; } = new TaskTree().ToTask();

    /// <summary>Writes it as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ControllerJsonContext.Default.ControllerState);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The text is no stored state, or one of a newer version.</exception>
    public static ControllerState Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ControllerState? state;
        try
        {
            state = JsonSerializer.Deserialize(json, ControllerJsonContext.Default.ControllerState);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"This is no stored controller state: {exception.Message}", exception);
        }

        return state switch
        {
            null or { Version: < 1 } => throw new InvalidDataException("This is no stored controller state: it has no version."),
            { Version: > CurrentVersion } => throw new InvalidDataException(
                $"This controller state has version {state.Version}, and this program knows versions up to {CurrentVersion}. Use the newer program."),
            _ => state,
        };
    }
}
