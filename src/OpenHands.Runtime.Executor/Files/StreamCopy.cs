using System.Buffers;

namespace OpenHands.Execution;

/// <summary>Copies streams through one buffer, and says which side failed.</summary>
internal static class StreamCopy
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies into a file until the source ends.</summary>
    /// <exception cref="FileException">The file could not be written. An error of the source comes through as it is.</exception>
    public static async Task IntoFileAsync(Stream source, FileStream file, string path, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                await WriteAsync(file, buffer.AsMemory(0, read), path, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Copies from a file until it ends.</summary>
    /// <exception cref="FileException">The file could not be read. An error of the destination comes through as it is.</exception>
    public static async Task FromFileAsync(Stream file, Stream destination, string path, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await ReadAsync(file, buffer, path, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, string path, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileException.Wrap(path, exception);
        }
    }

    private static async Task<int> ReadAsync(Stream file, byte[] buffer, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileException.Wrap(path, exception);
        }
    }
}
