using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Asks the persistent shell to run a command, to go on with the running one, or to send it input.</summary>
/// <param name="Command">
/// One or more lines, evaluated whole as bash would. Empty: wait for the running command. With <see cref="IsInput"/>: text or a
/// key (<c>C-c</c>, <c>C-d</c>, <c>C-z</c>) for the running command. <c>ctrl+c</c> is a key with or without <see cref="IsInput"/>.
/// </param>
public sealed record CmdRunAction(string Command) : AgentAction("run", isRunnable: true), IConfirmable
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>
    /// Whether to wait until the command ends or times out. Otherwise the answer comes after
    /// <see cref="RuntimeOptions.SoftTimeout"/> at the latest, with exit code −1, and the command goes on. Default <see langword="false"/>.
    /// </summary>
    public bool Blocking { get; init; }

    /// <summary>Whether the 0.9.3 prompt block follows the output in <see cref="Observation.Content"/>. Default <see langword="true"/>.</summary>
    public bool KeepPrompt { get; init; } = true;

    /// <summary>Whether <see cref="Command"/> goes to the standard input of the running command. Not in 0.9.3; written only when set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsInput { get; init; }

    /// <summary>Whether user interfaces should leave it out. Came with 0.11; written only when set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <inheritdoc />
    public ConfirmationStatus IsConfirmed { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    AgentAction IConfirmable.WithConfirmation(ConfirmationStatus status, SecurityRisk? risk) => this with { IsConfirmed = status, SecurityRisk = risk };

    AgentAction IConfirmable.WithoutThought() => this with { Thought = "" };

    /// <inheritdoc />
    protected override string Describe() => $"Running command: {Command}";
}
