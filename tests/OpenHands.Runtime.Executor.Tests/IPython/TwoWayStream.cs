namespace OpenHands.Execution.Tests.IPython;

/// <summary>A peer whose words were written before: it says them, and keeps what it is told.</summary>
internal sealed class TwoWayStream(byte[] says) : Stream
{
    private readonly MemoryStream _says = new(says);
    private readonly MemoryStream _told = new();

    public byte[] Written => _told.ToArray();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => _says.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => _told.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
