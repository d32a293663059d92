using System.Buffers;
using System.Runtime.InteropServices;
using Docker.DotNet;

namespace OpenHands.Docker;

/// <summary>Standard input and output of a program in a container, as one stream.</summary>
/// <remarks>
/// A read is always under way, also while nobody reads here: so the end of the program is noticed at once, and a write that waits for it
/// fails instead of waiting for ever. What it prints to standard error is kept, shortened, for messages.
/// </remarks>
internal sealed class EngineStream : Stream
{
    // The engine sends at most 32 KiB at a time.
    private const int BufferSize = 64 * 1024;
    private const int MostErrorBytes = 4096;

    private readonly MultiplexedStream _stream;
    private readonly bool _mergeErrors;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly MemoryStream _errors = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private Task<int> _next;
    private int _start;
    private int _end;
    private int _disposed;
    private volatile bool _ended;

    /// <param name="stream">The engine's stream; disposed with this one.</param>
    /// <param name="mergeErrors">Whether standard error is read like standard output.</param>
    public EngineStream(MultiplexedStream stream, bool mergeErrors = false)
    {
        _stream = stream;
        _mergeErrors = mergeErrors;
        _next = FillAsync();
    }

    /// <summary>Whether the program has ended, or the connection to the engine.</summary>
    public bool HasEnded => _ended;

    /// <summary>The beginning of what came on standard error.</summary>
    public string ErrorText
    {
        get
        {
            lock (_errors)
            {
                return System.Text.Encoding.UTF8.GetString(_errors.GetBuffer(), 0, (int)_errors.Length).Trim();
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_start == _end)
            {
                // A zero-byte read only waits until there is something.
                var filled = await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (filled == 0)
                {
                    return 0;
                }

                (_start, _end) = (0, filled);
            }

            var taken = Math.Min(buffer.Length, _end - _start);
            _buffer.AsSpan(_start, taken).CopyTo(buffer.Span);
            _start += taken;
            if (_start == _end)
            {
                _next = FillAsync();
            }

            return taken;
        }
        finally
        {
            _reading.Release();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!MemoryMarshal.TryGetArray(buffer, out var bytes))
        {
            bytes = buffer.ToArray();
        }

        try
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            await _stream.WriteAsync(bytes.Array, bytes.Offset, bytes.Count, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("The program in the container has ended, or the connection to it.", exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ended = true;
            _closed.Cancel();
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    // Ends with 0 and never throws: how a connection broke tells nothing that the engine could not be asked.
    private async Task<int> FillAsync()
    {
        try
        {
            while (!_ended)
            {
                var read = await _stream.ReadOutputAsync(_buffer, 0, _buffer.Length, _closed.Token).ConfigureAwait(false);
                if (read.EOF)
                {
                    break;
                }

                if (_mergeErrors || read.Target != MultiplexedStream.TargetStream.StandardError)
                {
                    return read.Count;
                }

                KeepError(_buffer.AsSpan(0, read.Count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // Said by HasEnded.
        }

        _ended = true;
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        return 0;
    }

    private void KeepError(ReadOnlySpan<byte> bytes)
    {
        lock (_errors)
        {
            _errors.Write(bytes[..Math.Min(bytes.Length, MostErrorBytes - (int)_errors.Length)]);
        }
    }
}
