using System.Text;
using CsCheck;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

[TestFixture]
public sealed class OutputCaptureTests
{
    private string _directory = "";

    [SetUp]
    public void SetUp() => _directory = Directory.CreateTempSubdirectory("openhands-output-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Short_output_is_kept_whole_and_makes_no_file()
    {
        using var capture = new OutputCapture(Limits(inMemory: 100));

        capture.Append("hello"u8);
        capture.Append(" world"u8);

        Assert.That(capture.ToText(), Is.EqualTo("hello world"));
        Assert.That(capture.FilePath, Is.Null);
        Assert.That(Directory.GetFiles(_directory), Is.Empty);
    }

    [Test]
    public void Long_output_keeps_its_head_and_tail_and_says_what_is_missing_and_where_it_is()
    {
        using var capture = new OutputCapture(Limits(inMemory: 10));

        capture.Append("aaaaabbbbbbbbbbccccc"u8);

        Assert.That(capture.ToText(), Is.EqualTo(
            $"aaaaa\n[... 10 bytes of output omitted here. The whole output is in {capture.FilePath} ...]\nccccc"));
        Assert.That(File.ReadAllText(capture.FilePath!), Is.EqualTo("aaaaabbbbbbbbbbccccc"));
    }

    [Test]
    public void A_character_at_the_cut_is_left_out_rather_than_broken()
    {
        using var capture = new OutputCapture(Limits(inMemory: 10));

        capture.Append(Encoding.UTF8.GetBytes("aaaé🙂🙂🙂éccc"));

        Assert.That(capture.ToText(), Does.Not.Contain('\uFFFD'));
        Assert.That(capture.ToText(), Does.StartWith("aaaé\n[").And.EndWith("]\néccc"));
    }

    [Test]
    public void A_file_that_cannot_be_made_is_said_and_the_output_is_still_there()
    {
        var notADirectory = Path.Combine(_directory, "file");
        File.WriteAllText(notADirectory, "");
        using var capture = new OutputCapture(new OutputLimits(4, new OutputFiles(Path.Combine(notADirectory, "below"), 100)));

        capture.Append("aabbbbcc"u8);

        Assert.That(capture.ToText(), Does.StartWith("aa\n[... 4 bytes of output omitted here. They could not be kept in a file: ").And.EndWith("...]\ncc"));
    }

    [Test]
    public void A_full_file_keeps_the_first_bytes_and_says_how_many()
    {
        using var capture = new OutputCapture(new OutputLimits(4, new OutputFiles(_directory, maxBytes: 6)));

        capture.Append("aabbbbcc"u8);

        Assert.That(capture.ToText(), Does.Contain($"The first 6 bytes are in {capture.FilePath}"));
        Assert.That(File.ReadAllText(capture.FilePath!), Is.EqualTo("aabbbb"));
    }

    [Test]
    public void Only_the_last_files_are_kept()
    {
        var limits = Limits(inMemory: 2);
        for (var i = 0; i < 40; i++)
        {
            using var capture = new OutputCapture(limits);
            capture.Append("long"u8);
        }

        Assert.That(Directory.GetFiles(_directory), Has.Length.EqualTo(16));
    }

    [Test]
    public void Whatever_the_pieces_the_head_the_tail_and_the_file_are_those_of_the_whole()
    {
        Gen.Select(Gen.Byte.Array[0, 60].Array[0, 12], Gen.Int[2, 64]).Sample((pieces, inMemory) =>
        {
            // Samples run side by side.
            var files = new OutputFiles(Path.Combine(_directory, Guid.NewGuid().ToString("N")), maxBytes: 1024);
            using var capture = new OutputCapture(new OutputLimits(inMemory, files));
            foreach (var piece in pieces)
            {
                // ASCII, so that a cut never falls into a character.
                capture.Append(piece.Select(value => (byte)('a' + (value % 26))).ToArray());
            }

            var whole = string.Concat(pieces.SelectMany(piece => piece).Select(value => (char)('a' + (value % 26))));
            if (whole.Length <= inMemory)
            {
                return capture.ToText() == whole && !capture.IsTruncated;
            }

            var head = whole[..(inMemory / 2)];
            var tail = whole[^(inMemory - (inMemory / 2))..];
            return capture.ToText().StartsWith($"{head}\n[", StringComparison.Ordinal)
                && capture.ToText().EndsWith($"]\n{tail}", StringComparison.Ordinal)
                && File.ReadAllText(capture.FilePath!) == whole;
        }, iter: 300);
    }

    private OutputLimits Limits(int inMemory) => new(inMemory, new OutputFiles(_directory, 1024));
}
