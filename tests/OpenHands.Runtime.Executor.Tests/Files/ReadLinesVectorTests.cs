using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests;

public sealed class ReadLinesVectorTests : WorkspaceTests
{
    private static readonly DeliberateDifference<JsonNode>[] Differences =
    [
        new(
            "A range never gives lines before its start",
            "0.9.3 pulls a start near the end of the file back to the last line but one, so that an agent paging forward sees lines again and never the end.",
            row => EffectiveEnd(row) > Start(row) && Start(row) > Math.Max(0, Lines(row).Length - 2)),
        new(
            "An empty range gives nothing",
            "0.9.3 gives one line for any range. The end is exclusive, and write takes (i, i) for an empty range: what was read can be written back under the same numbers.",
            row => EffectiveEnd(row) <= Start(row)),
    ];

    [TestCaseSource(nameof(Rows))]
    public async Task A_range_gives_the_recorded_lines_or_differs_for_a_named_reason(JsonNode row)
    {
        Put("file.txt", string.Concat(Lines(row)));

        var observation = await ReadAsync("file.txt", Start(row), row["end"].Number());

        var recorded = string.Concat(row["result"].Texts());
        var ours = EditModel.Read(string.Concat(Lines(row)), Start(row), row["end"].Number());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation, Is.InstanceOf<FileReadObservation>());
            Assert.That(observation.Content, Is.EqualTo(ours));
            Assert.That(ours == recorded || ReasonFor(row) is not null, $"unexplained: recorded {recorded.ReplaceLineEndings("|")}, ours {ours.ReplaceLineEndings("|")}");
        }
    }

    [Test]
    public void Each_named_difference_is_met_by_a_row()
    {
        var met = VectorFile.Rows("misc/read_lines.json").Where(Differs).Select(row => ReasonFor(row)?.Name).Distinct();

        Assert.That(met, Is.EquivalentTo(Differences.Select(difference => difference.Name)));
    }

    private static IEnumerable<TestCaseData> Rows() => VectorFile.Rows("misc/read_lines.json")
        .Select((row, index) => new TestCaseData(row).SetArgDisplayNames($"row {index}: {Lines(row).Length} lines, {Start(row)} to {row["end"].Number()}"));

    private static bool Differs(JsonNode row) =>
        string.Concat(row["result"].Texts()) != EditModel.Read(string.Concat(Lines(row)), Start(row), row["end"].Number());

    private static DeliberateDifference<JsonNode>? ReasonFor(JsonNode row) => Differences.SingleOrDefault(difference => difference.Applies(row));

    private static string[] Lines(JsonNode row) => row["lines"].Texts();

    private static int Start(JsonNode row) => Math.Clamp(row["start"].Number(), 0, Lines(row).Length);

    private static int EffectiveEnd(JsonNode row) => row["end"].Number() switch
    {
        -1 => Lines(row).Length,
        var end => Math.Clamp(end, 0, Lines(row).Length),
    };
}
