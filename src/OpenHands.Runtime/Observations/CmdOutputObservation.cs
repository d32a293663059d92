using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>What a shell command printed and how it ended.</summary>
/// <param name="Command">The command as it was asked.</param>
/// <remarks>
/// <see cref="Observation.Content"/> is the output, standard output and error in the order they were written, then — when the action
/// kept the prompt — <c>\r\n\r\n</c> and the 0.9.3 prompt block. Output beyond the executor's limit keeps its head and tail; see <see cref="OutputFile"/>.
/// </remarks>
public sealed record CmdOutputObservation(string Command) : Observation("run")
{
    /// <summary>Kept for the 0.9.3 wire; −1 from this runtime.</summary>
    [JsonPropertyOrder(-1)]
    public int CommandId { get; init; } = -1;

    /// <summary>Exit code of the last command; 128 + n when signal n ended it, −1 while it is running.</summary>
    public int ExitCode { get; init; }

    /// <summary>How it came to this observation. Not in 0.9.3; written only when it did not simply complete.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CommandStatus Status { get; init; }

    /// <summary>The shell's working directory afterwards. Not in 0.9.3; written only when known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkingDirectory { get; init; }

    /// <summary>Path in the sandbox of a file with the whole output, when <see cref="Observation.Content"/> holds only its head and tail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OutputFile { get; init; }

    /// <summary>Length of the whole output in bytes, when <see cref="Observation.Content"/> holds only its head and tail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OutputBytes { get; init; }

    /// <summary>Whether user interfaces should leave it out. Came with 0.11; written only when set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hidden { get; init; }

    /// <summary>Whether the command ended with exit code 0.</summary>
    [JsonIgnore]
    public bool Succeeded => ExitCode == 0;

    /// <inheritdoc />
    protected override string Describe() => $"Command `{Command}` executed with exit code {ExitCode}.";
}
