using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Writes a text file of the sandbox, whole or in place of a range of lines.</summary>
/// <param name="Path">Absolute, or relative to the shell's working directory. Missing parent directories are made.</param>
/// <param name="Content">The text, stored byte for byte as UTF-8.</param>
public sealed record FileWriteAction(string Path, string Content) : AgentAction("write", isRunnable: true), IConfirmable
{
    /// <summary>First line to replace, counted from 0. Default 0.</summary>
    public int Start { get; init; }

    /// <summary>Line after the last one to replace; −1 for the end of the file. Equal to <see cref="Start"/> inserts. Default −1.</summary>
    public int End { get; init; } = -1;

    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>Whether the user agreed. Not in 0.9.3, which never asked for this action; written only when the user has not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConfirmationStatus IsConfirmed { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    AgentAction IConfirmable.WithConfirmation(ConfirmationStatus status, SecurityRisk? risk) => this with { IsConfirmed = status, SecurityRisk = risk };

    AgentAction IConfirmable.WithoutThought() => this with { Thought = "" };

    /// <inheritdoc />
    protected override string Describe() => $"Writing file: {Path}";
}
