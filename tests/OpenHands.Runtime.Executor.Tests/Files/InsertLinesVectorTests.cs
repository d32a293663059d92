using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests;

public sealed class InsertLinesVectorTests : WorkspaceTests
{
    private static readonly DeliberateDifference<JsonNode>[] Differences =
    [
        new(
            "A range that ends before it starts is refused",
            "0.9.3 writes the lines between end and start twice. Nobody asks for that, and the file is damaged without a word.",
            row => Result(row) is null),
        new(
            "A whole file is stored byte for byte",
            "0.9.3 adds a line end to every text, so that no file without a last line end could be written, and each read and write grew a file by one line.",
            row => IsWhole(row)),
        new(
            "Empty text adds no line",
            "0.9.3 adds a line end to every text, so that lines could not be removed.",
            row => IsEdit(row) && Content(row).Length == 0),
        new(
            "Text that has its line end gets no second one",
            "0.9.3 adds a line end to every text, so that lines that were read came back with an empty one.",
            row => IsEdit(row) && Content(row).EndsWith('\n') && !StartsBehindOpenLine(row)),
        new(
            "Text put behind a last line without line end begins a line of its own",
            "0.9.3 glues it to that line.",
            row => IsEdit(row) && Content(row).Length > 0 && StartsBehindOpenLine(row)),
        new(
            "A file without a last line end does not get one",
            "0.9.3 adds a line end to every text. Ours adds it where something follows, or where the file ended with one.",
            row => IsEdit(row) && Content(row).Length > 0 && !Content(row).EndsWith('\n') && !Original(row).EndsWith('\n') && !StartsBehindOpenLine(row)),
    ];

    [TestCaseSource(nameof(Rows))]
    public async Task An_edit_gives_the_recorded_text_or_differs_for_a_named_reason(JsonNode row)
    {
        var path = Put("file.txt", Original(row));

        var observation = await WriteAsync("file.txt", Content(row), row["start"].Number(), row["end"].Number());

        var written = await File.ReadAllTextAsync(path);
        var recorded = string.Concat(row["result"].Texts());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Result(row) is null ? Is.InstanceOf<ErrorObservation>() : Is.EqualTo(new FileWriteObservation(path)));
            Assert.That(written, Is.EqualTo(Result(row) ?? Original(row)));
            Assert.That(written == recorded || ReasonFor(row) is not null, $"unexplained: recorded {recorded.ReplaceLineEndings("|")}");
        }
    }

    [Test]
    public void Each_named_difference_is_met_by_a_row()
    {
        var met = VectorFile.Rows("misc/insert_lines.json").Where(row => Result(row) != string.Concat(row["result"].Texts())).Select(row => ReasonFor(row)?.Name).Distinct();

        Assert.That(met, Is.EquivalentTo(Differences.Select(difference => difference.Name)));
    }

    private static IEnumerable<TestCaseData> Rows() => VectorFile.Rows("misc/insert_lines.json").Select((row, index) => new TestCaseData(row)
        .SetArgDisplayNames($"row {index}: '{Content(row).ReplaceLineEndings("|")}' into '{Original(row).ReplaceLineEndings("|")}', {row["start"].Number()} to {row["end"].Number()}"));

    private static DeliberateDifference<JsonNode>? ReasonFor(JsonNode row) => Differences.SingleOrDefault(difference => difference.Applies(row));

    private static string Original(JsonNode row) => string.Concat(row["original"].Texts());

    private static string Content(JsonNode row) => string.Join('\n', row["to_insert"].Texts());

    private static string? Result(JsonNode row) => EditModel.Write(Original(row), Content(row), row["start"].Number(), row["end"].Number());

    private static bool IsWhole(JsonNode row) => row["start"].Number() == 0 && row["end"].Number() == -1;

    private static bool IsEdit(JsonNode row) => !IsWhole(row) && Result(row) is not null;

    private static bool StartsBehindOpenLine(JsonNode row) =>
        Original(row).Length > 0 && !Original(row).EndsWith('\n') && row["start"].Number() >= row["original"]!.AsArray().Count;
}
