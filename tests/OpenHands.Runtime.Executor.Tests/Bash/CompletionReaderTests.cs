using System.Text;
using CsCheck;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

[TestFixture]
public sealed class CompletionReaderTests
{
    [Test]
    public void A_completion_tells_id_exit_code_directory_and_path()
    {
        var reader = new CompletionReader();

        var completions = reader.Read("17 130\0/work dir/with\nnewline\0/usr/bin:/bin\0"u8);

        Assert.That(completions, Is.EqualTo(new[] { new CommandCompletion(17, 130, "/work dir/with\nnewline", "/usr/bin:/bin") }));
    }

    [Test]
    public void What_a_function_named_builtin_prints_is_noticed()
    {
        var reader = new CompletionReader();

        var completions = reader.Read("fake\n"u8);

        Assert.That(completions, Is.Empty);
        Assert.That(reader.IsCorrupt, Is.True);
    }

    [Test]
    public void However_the_bytes_arrive_the_completions_are_the_same()
    {
        var directory = Gen.String[Gen.Char.AlphaNumeric, 0, 20];
        Gen.Select(Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 255], directory).Array[0, 6], Gen.Int[1, 9]).Sample((messages, size) =>
        {
            var expected = messages.Select(message => new CommandCompletion(message.Item1, message.Item2, $"/{message.Item3}", "/bin")).ToArray();
            var bytes = Encoding.UTF8.GetBytes(string.Concat(expected.Select(one => $"{one.Id} {one.ExitCode}\0{one.WorkingDirectory}\0{one.SearchPath}\0")));
            var reader = new CompletionReader();

            return bytes.Chunk(size).SelectMany(piece => reader.Read(piece)).SequenceEqual(expected) && !reader.IsCorrupt;
        }, iter: 500);
    }
}
