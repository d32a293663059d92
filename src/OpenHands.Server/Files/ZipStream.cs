using System.Buffers;
using System.IO.Pipelines;

namespace OpenHands.Server.Files;

/// <summary>Lets the zip writer, which ends entries with a few synchronous writes, write to a response: those bytes wait in the pipe for the next asynchronous write.</summary>
internal sealed class ZipStream(PipeWriter response) : OneWayStream
{
    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => response.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => response.Write(buffer);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((await response.WriteAsync(buffer, cancellationToken)).IsCompleted)
        {
            throw new IOException("The client went away.");
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken) => await response.FlushAsync(cancellationToken);
}
