using System.Text;
using CsCheck;

namespace OpenHands.Execution.Tests;

public sealed class EditPropertyTests : WorkspaceTests
{
    private const int Seconds = 4;

    // Whole characters only: half a surrogate pair is refused, which WriteTests cover.
    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.OneOf("a", "é", "日", "\U0001F600", "\u2028", "\0", "\uFEFF", " ", "\t"),
        Gen.OneOf("\n", "\n", "\r\n", "\r"),
        Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Select(value => new Rune(value).ToString()));

    private static readonly Gen<string> Text = Character.Array[0, 60].Select(string.Concat);

    private static readonly Gen<int> Line = Gen.OneOf(Gen.Int[-6, 12], Gen.OneOf(int.MinValue, int.MaxValue, 0, -1));

    [Test]
    public async Task What_is_written_is_what_is_read()
    {
        await Text.SampleAsync(
            async text =>
            {
                await WriteAsync("f.txt", text);
                return (await ReadAsync("f.txt")).Content == text;
            },
            time: Seconds,
            threads: 1);
    }

    [Test]
    public async Task Any_range_is_read_as_the_model_says()
    {
        await Gen.Select(Text, Line, Line).SampleAsync(
            async (text, start, end) =>
            {
                await File.WriteAllTextAsync(PathOf("f.txt"), text, new UTF8Encoding(false));
                return (await ReadAsync("f.txt", start, end)).Content == EditModel.Read(text, start, end);
            },
            time: Seconds,
            threads: 1);
    }

    [Test]
    public async Task Any_edit_writes_what_the_model_says()
    {
        await Gen.Select(Text, Text, Line, Line).SampleAsync(
            async (text, content, start, end) =>
            {
                await File.WriteAllTextAsync(PathOf("f.txt"), text, new UTF8Encoding(false));
                var observation = await WriteAsync("f.txt", content, start, end);
                var model = EditModel.Write(text, content, start, end);
                var written = new UTF8Encoding(false).GetString(await File.ReadAllBytesAsync(PathOf("f.txt")));
                return written == (model ?? text) && observation is FileWriteObservation == model is not null;
            },
            time: Seconds,
            threads: 1);
    }

    [Test]
    public async Task Lines_longer_than_any_buffer_are_edited_as_the_model_says()
    {
        var lengths = Gen.Int[0, 200_000].Array[1, 5];
        await Gen.Select(lengths, Gen.Int[0, 5], Gen.Int[0, 5], Gen.Bool).SampleAsync(
            async (sizes, start, end, crlf) =>
            {
                var text = string.Concat(sizes.Select((size, index) => new string((char)('a' + index), size) + (crlf ? "\r\n" : "\n")));
                await File.WriteAllTextAsync(PathOf("f.txt"), text);
                await WriteAsync("f.txt", "日本", start, end);
                return await File.ReadAllTextAsync(PathOf("f.txt")) == (EditModel.Write(text, "日本", start, end) ?? text);
            },
            time: Seconds,
            threads: 1);
    }
}
