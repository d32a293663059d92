using System.Buffers;
using System.IO.Pipelines;

namespace OpenHands.Plugins;

/// <summary>Reads lines, none of which may be longer than a limit.</summary>
internal sealed class BoundedLineReader(Stream source, int maxBytes) : IAsyncDisposable
{
    private readonly PipeReader _reader = PipeReader.Create(source, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>The next line without its end, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var end = read.Buffer.PositionOf((byte)'\n');
            var line = end is { } position ? read.Buffer.Slice(0, position) : read.Buffer;
            if (line.Length > maxBytes)
            {
                throw new InvalidDataException($"a line is longer than {maxBytes} bytes.");
            }

            if (end is not null || (read.IsCompleted && !line.IsEmpty))
            {
                var bytes = line.ToArray();
                _reader.AdvanceTo(end is { } last ? read.Buffer.GetPosition(1, last) : read.Buffer.End);
                return bytes;
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => _reader.CompleteAsync();
}
