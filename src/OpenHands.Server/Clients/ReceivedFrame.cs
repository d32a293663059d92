using System.Buffers;

namespace OpenHands.Server.Clients;

/// <summary>What a client sent: text, or why it was not taken.</summary>
internal readonly struct ReceivedFrame(byte[] buffer, int length, string? refusal) : IDisposable
{
    /// <summary>The text; only until the frame is disposed.</summary>
    public ReadOnlyMemory<byte> Utf8 => buffer.AsMemory(0, length);

    /// <summary>Why it was not taken.</summary>
    public string? Refusal { get; } = refusal;

    public static ReceivedFrame Refused(string why) => new([], 0, why);

    public void Dispose()
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
