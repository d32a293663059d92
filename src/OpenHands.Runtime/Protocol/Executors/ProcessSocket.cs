using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>A WebSocket that carries one program: its three streams, each with its own credit, and what is said about it.</summary>
/// <remarks>Sending is safe for concurrent calls; one may receive at a time.</remarks>
internal sealed class ProcessSocket(WebSocket socket) : IDisposable
{
    /// <summary>What may be sent of input and output before the other side has read some.</summary>
    public const int Window = 64 * 1024;

    /// <summary>The same for errors, of which the host keeps the last by itself.</summary>
    public const int ErrorWindow = 32 * 1024;

    /// <summary>Most bytes of one piece of a stream.</summary>
    public const int MaxPiece = 16 * 1024;

    // A command line may be long; nothing else is.
    private const int MaxMessage = 4 * 1024 * 1024;

    private readonly SemaphoreSlim _sending = new(1, 1);
    private byte[] _received = new byte[MaxPiece + 1];

    public Task SendCreditAsync(ProcessFrame frame, int bytes, CancellationToken cancellationToken)
    {
        var payload = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, bytes);
        return SendAsync(frame, payload, cancellationToken);
    }

    public Task SendAsync(ProcessControl control, CancellationToken cancellationToken) =>
        SendAsync(ProcessFrame.Control, JsonSerializer.SerializeToUtf8Bytes(control, ExecutorJsonContext.Default.ProcessControl), cancellationToken);

    /// <summary>Sends one message.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task SendAsync(ProcessFrame frame, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var message = new byte[payload.Length + 1];
        message[0] = (byte)frame;
        payload.CopyTo(message.AsMemory(1));
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A send that is broken off would break the connection; what was asked to stop stops before it.
            await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>The next message; <see langword="null"/> when the other side has closed. The payload is good until the next call.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    /// <exception cref="InvalidDataException">The message is not one of ours.</exception>
    public async Task<(ProcessFrame Frame, ReadOnlyMemory<byte> Payload)?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_received.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return length > 0 && _received[0] <= (byte)ProcessFrame.ErrorCredit
                    ? ((ProcessFrame)_received[0], _received.AsMemory(1, length - 1))
                    : throw new InvalidDataException("A message of a program's stream is empty or of an unknown kind.");
            }

            if (length >= MaxMessage)
            {
                throw new InvalidDataException($"A message of a program's stream is longer than {MaxMessage} bytes.");
            }

            if (length == _received.Length)
            {
                Array.Resize(ref _received, _received.Length * 2);
            }
        }
    }

    /// <summary>What a control message says.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static ProcessControl Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, ExecutorJsonContext.Default.ProcessControl) ?? throw new InvalidDataException("A control message is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"A control message is malformed: {exception.Message}", exception);
        }
    }

    /// <summary>How much a credit message grants.</summary>
    /// <exception cref="InvalidDataException">It is not one, or grants more than there ever can be.</exception>
    public static int ParseCredit(ReadOnlyMemory<byte> payload) =>
        payload.Length == sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(payload.Span) is > 0 and <= Window and var bytes
            ? bytes
            : throw new InvalidDataException("A credit message is malformed.");

    /// <summary>Says that nothing more comes from here.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }
}
