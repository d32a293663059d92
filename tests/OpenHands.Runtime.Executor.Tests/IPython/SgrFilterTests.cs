using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using OpenHands.Execution.IPython;

namespace OpenHands.Execution.Tests.IPython;

[TestFixture]
public sealed partial class SgrFilterTests
{
    private static readonly string[] Words = ["\e", "\e[", "[", "0", "31", ";", "m", "\e[0m", "\e[1;2;3m", "\e[1;2;3;4m", "x", "\n", "é"];

    private static readonly Gen<string> Text = Gen.Int[0, Words.Length - 1].Array[0, 30].Select(indexes => string.Concat(indexes.Select(index => Words[index])));

    [TestCaseSource(nameof(Rows))]
    public void Colours_are_taken_out_as_recorded(JsonNode row)
    {
        var filter = new SgrFilter();

        Assert.That(filter.Push(row["input"].Text()) + filter.Flush(), Is.EqualTo(row["output"].Text()));
    }

    [Test]
    public void However_text_is_cut_the_result_is_that_of_the_pattern()
    {
        Gen.Select(Text, Gen.Int[1, 5]).Sample((text, size) =>
        {
            var filter = new SgrFilter();

            var result = string.Concat(text.Chunk(size).Select(piece => filter.Push(new string(piece)))) + filter.Flush();

            return result == Pattern().Replace(text, "");
        }, iter: 5000);
    }

    [Test]
    public void Endless_digits_are_not_held_back_for_ever()
    {
        var filter = new SgrFilter();

        var result = filter.Push("\e[" + new string('1', 1000));

        Assert.That(result, Has.Length.EqualTo(1002));
    }

    private static IEnumerable<JsonNode> Rows() => VectorFile.Rows("misc/jupyter_strip_ansi.json");

    [GeneratedRegex("\e\\[[0-9]+(;[0-9]+){0,2}m")]
    private static partial Regex Pattern();
}
