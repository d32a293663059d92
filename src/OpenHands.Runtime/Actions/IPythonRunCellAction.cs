using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Runs a cell in the IPython kernel.</summary>
/// <param name="Code">The cell, as typed.</param>
public sealed record IPythonRunCellAction(string Code) : AgentAction("run_ipython", isRunnable: true), IConfirmable
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    public ConfirmationStatus IsConfirmed { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    /// <summary>Code that a fresh kernel runs first. On the wire since 0.9; 0.9.3 itself ignores it.</summary>
    public string KernelInitCode { get; init; } = "";

    AgentAction IConfirmable.WithConfirmation(ConfirmationStatus status, SecurityRisk? risk) => this with { IsConfirmed = status, SecurityRisk = risk };

    AgentAction IConfirmable.WithoutThought() => this with { Thought = "" };

    /// <inheritdoc />
    protected override string Describe() => $"Running Python code interactively: {Code}";
}
