using System.Buffers;
using System.Text;

namespace OpenHands.Execution;

/// <summary>Puts text in the place of a range of lines, without holding the file in memory.</summary>
/// <remarks>
/// The text takes the place of the lines from <c>start</c> up to but without <c>end</c>, both counted from 0; with equal numbers it is
/// inserted before that line, and empty text removes the lines. Numbers past the end mean the end; negative ones count from the end,
/// except that an <c>end</c> of −1 is the end itself. Text comes in as it is, except for two line ends in the file's own style that keep
/// lines apart: one after the text where it has none and something follows or the file ended with one, and one before it where it is
/// put behind a last line that has none.
/// </remarks>
internal sealed class LineEdit(Stream original, Stream destination)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Writes the edited file.</summary>
    /// <returns><see langword="false"/>, with nothing written, when the range ends before it starts.</returns>
    /// <exception cref="DecoderFallbackException">The file is not UTF-8.</exception>
    public async Task<bool> ReplaceAsync(ReadOnlyMemory<byte> text, int start, int end, CancellationToken cancellationToken)
    {
        var survey = await SurveyAsync(cancellationToken).ConfigureAwait(false);
        var first = FromEnd(start, survey.Lines);
        var after = end == -1 ? survey.Lines : FromEnd(end, survey.Lines);
        if (after < first)
        {
            return false;
        }

        var cutFrom = await OffsetOfAsync(first, survey, cancellationToken).ConfigureAwait(false);
        var cutTo = await OffsetOfAsync(after, survey, cancellationToken).ConfigureAwait(false);

        await CopyAsync(0, cutFrom, cancellationToken).ConfigureAwait(false);
        if (!text.IsEmpty)
        {
            var behindOpenLine = cutFrom == survey.Length && cutFrom > 0 && !survey.EndsWithLineEnd;
            if (behindOpenLine)
            {
                await destination.WriteAsync(survey.LineEnd, cancellationToken).ConfigureAwait(false);
            }

            await destination.WriteAsync(text, cancellationToken).ConfigureAwait(false);
            if (text.Span[^1] != '\n' && (cutTo < survey.Length || survey.EndsWithLineEnd))
            {
                await destination.WriteAsync(survey.LineEnd, cancellationToken).ConfigureAwait(false);
            }
        }

        await CopyAsync(cutTo, survey.Length, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static long FromEnd(int line, long lines) => Math.Clamp(line < 0 ? lines + line : line, 0, lines);

    private async Task<TextSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        var survey = new TextSurvey();
        await PassAsync(0, long.MaxValue, bytes =>
        {
            survey.Pass(bytes.Span);
            return true;
        }, cancellationToken).ConfigureAwait(false);
        survey.Finish();
        return survey;
    }

    private async Task<long> OffsetOfAsync(long line, TextSurvey survey, CancellationToken cancellationToken)
    {
        if (line == survey.Lines)
        {
            return survey.Length;
        }

        var offset = 0L;
        await PassAsync(0, line == 0 ? 0 : survey.Length, bytes =>
        {
            var rest = bytes.Span;
            while (line > 0 && rest.IndexOf((byte)'\n') is var lineEnd and >= 0)
            {
                line--;
                offset += lineEnd + 1;
                rest = rest[(lineEnd + 1)..];
            }

            offset += line > 0 ? rest.Length : 0;
            return line > 0;
        }, cancellationToken).ConfigureAwait(false);
        return offset;
    }

    private async Task CopyAsync(long from, long to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            original.Position = from;
            while (from < to)
            {
                var most = (int)Math.Min(buffer.Length, to - from);
                var read = await original.ReadAsync(buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new IOException("The file became shorter while it was edited");
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                from += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task PassAsync(long from, long to, Func<ReadOnlyMemory<byte>, bool> wantsMore, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            original.Position = from;
            while (from < to)
            {
                var most = (int)Math.Min(buffer.Length, to - from);
                var read = await original.ReadAsync(buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
                if (read == 0 || !wantsMore(buffer.AsMemory(0, read)))
                {
                    return;
                }

                from += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
