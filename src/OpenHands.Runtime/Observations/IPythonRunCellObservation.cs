using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>What an IPython cell printed and returned.</summary>
/// <param name="Code">The cell.</param>
/// <remarks>
/// <see cref="Observation.Content"/> is everything the cell printed, displayed and returned, in order, PNG images as Markdown with a data
/// URL, a traceback if it raised; then one line with the kernel's working directory and one with its interpreter, as 0.9.3 has them.
/// Output beyond the executor's limit keeps its head and tail; see <see cref="OutputFile"/>.
/// </remarks>
public sealed record IPythonRunCellObservation(string Code) : Observation("run_ipython")
{
    /// <summary>How it came to this observation. Not in 0.9.3; written only when it did not simply complete.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public CellStatus Status { get; init; }

    /// <summary>Path in the sandbox of a file with the whole output, when <see cref="Observation.Content"/> holds only its head and tail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OutputFile { get; init; }

    /// <summary>Length of the whole output in bytes, without images, when <see cref="Observation.Content"/> holds only its head and tail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OutputBytes { get; init; }

    /// <summary>Whether the cell ran to its end and raised nothing.</summary>
    [JsonIgnore]
    public bool Succeeded => Status == CellStatus.Completed;

    /// <inheritdoc />
    protected override string Describe() => "Code executed in IPython cell.";
}
