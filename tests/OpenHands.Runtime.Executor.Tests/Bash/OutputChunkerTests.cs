using System.Text;
using CsCheck;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

[TestFixture]
public sealed class OutputChunkerTests
{
    [Test]
    public void A_character_split_between_two_reads_comes_whole_in_the_second_chunk()
    {
        var chunks = new List<OutputChunk>();
        var chunker = new OutputChunker(chunks.Add, offset: 0);

        chunker.Append([(byte)'a', 0xF0, 0x9F]);
        chunker.Append([0x99, 0x82, (byte)'b']);

        Assert.That(chunks, Is.EqualTo(new[] { new OutputChunk(0, "a"), new OutputChunk(1, "🙂b") }));
    }

    [Test]
    public void Bytes_that_are_no_text_become_replacement_characters()
    {
        var chunks = new List<OutputChunk>();
        var chunker = new OutputChunker(chunks.Add, offset: 5);

        chunker.Append([0xFF, (byte)'x', 0xC3]);
        chunker.Flush();

        Assert.That(chunks, Is.EqualTo(new[] { new OutputChunk(5, "\uFFFDx"), new OutputChunk(7, "\uFFFD") }));
    }

    [Test]
    public void However_text_is_cut_the_chunks_put_together_are_the_text()
    {
        Gen.Select(Gen.String, Gen.Int[1, 7]).Sample((text, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var chunks = new List<OutputChunk>();
            var chunker = new OutputChunker(chunks.Add, offset: 0);
            foreach (var piece in bytes.Chunk(size))
            {
                chunker.Append(piece);
            }

            chunker.Flush();
            return string.Concat(chunks.Select(chunk => chunk.Text)) == Encoding.UTF8.GetString(bytes)
                && chunks.All(chunk => chunk.Offset >= 0 && chunk.Offset < bytes.Length);
        }, iter: 1_000);
    }
}
