namespace OpenHands.Events;

/// <summary>A file of which it is known what survives a crash: what was written or cut before the last flush that completed.</summary>
internal interface IDurableFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads some bytes; none only at the end of the file.</summary>
    ValueTask<int> ReadAsync(Memory<byte> destination, long offset, CancellationToken cancellationToken);

    /// <summary>Writes all bytes, or throws <see cref="IOException"/> having written any part of them.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    void Flush();
}
