using System.Text;

namespace OpenHands.Docker;

/// <summary>Lines that a container printed. It may print anything, so their number and length are limited, and what a terminal would obey is replaced.</summary>
internal static class LogLines
{
    private const int LongestLine = 500;
    private const int MostBytes = 256 * 1024;

    /// <summary>The last lines of a stream that ends.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(Stream stream, int lines, CancellationToken cancellationToken)
    {
        var last = new Queue<string>();
        await foreach (var line in FollowAsync(stream, cancellationToken).ConfigureAwait(false))
        {
            last.Enqueue(line);
            if (last.Count > lines)
            {
                last.Dequeue();
            }
        }

        return [.. last];
    }

    /// <summary>The lines of a stream as they come, at most so many bytes.</summary>
    public static async IAsyncEnumerable<string> FollowAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var line = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        for (var total = 0; total < MostBytes;)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            total += read;
            var decoded = decoder.GetChars(buffer, 0, read, characters, 0);
            for (var i = 0; i < decoded; i++)
            {
                if (characters[i] == '\n')
                {
                    yield return line.ToString();
                    line.Clear();
                }
                else if (line.Length < LongestLine && characters[i] != '\r')
                {
                    line.Append(char.IsControl(characters[i]) && characters[i] != '\t' ? '\ufffd' : characters[i]);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
