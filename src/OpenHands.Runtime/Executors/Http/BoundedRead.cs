using System.Buffers;

namespace OpenHands;

/// <summary>Reads bodies of a host, which may lie about their length or never end.</summary>
internal static class BoundedRead
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads to the end.</summary>
    /// <param name="host">Who sends.</param>
    /// <param name="content">The body.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ExecutorProtocolException">There is more.</exception>
    public static async Task<ReadOnlyMemory<byte>> AllAsync(string host, HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > limit)
        {
            throw TooLong(host, limit);
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            // One more than announced shows the end without growing.
            var buffer = new byte[announced is { } length ? (int)length + 1 : FirstBuffer];
            var filled = 0;
            while (await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                filled += read;
                if (filled > limit)
                {
                    throw TooLong(host, limit);
                }

                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, limit + 1L));
                }
            }

            return buffer.AsMemory(0, filled);
        }
    }

    /// <summary>Copies to the end.</summary>
    /// <param name="host">Who sends.</param>
    /// <param name="source">The body.</param>
    /// <param name="destination">Receives it. Its own failures come through as they are.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="onProgress">Called after each piece.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <exception cref="ConnectionLostException">The source broke.</exception>
    /// <exception cref="IOException">There is more than the limit.</exception>
    public static async Task CopyAsync(string host, Stream source, Stream destination, long limit, Action onProgress, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            var total = 0L;
            while (await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                onProgress();
                total += read;
                if (total > limit)
                {
                    throw new IOException($"{host} sends more than {limit} bytes. Raise MaxDownloadBytes if that is meant.");
                }

                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                onProgress();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw new ConnectionLostException(wasSent: true, exception);
        }
    }

    private static ExecutorProtocolException TooLong(string host, int limit) =>
        new($"{host} answered with more than {limit} bytes, the most that is taken. It may be broken or hostile; MaxAnswerBytes sets the limit.");
}
