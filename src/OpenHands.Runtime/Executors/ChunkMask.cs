namespace OpenHands;

/// <summary>Hides secrets in output chunks, also those that are split between two chunks.</summary>
internal sealed class ChunkMask(SecretMasker secrets, Action<OutputChunk> onOutput)
{
    private readonly StreamingMask? _mask = secrets.IsEmpty ? null : secrets.CreateStreaming();
    private long _heldFrom = -1;

    public void Add(OutputChunk chunk)
    {
        if (_mask is null)
        {
            onOutput(chunk);
            return;
        }

        var start = _heldFrom >= 0 ? _heldFrom : chunk.Offset;
        var text = _mask.Write(chunk.Text);
        if (text.Length > 0)
        {
            _heldFrom = -1;
            onOutput(new OutputChunk(start, text));
        }
        else
        {
            _heldFrom = start;
        }
    }

    /// <summary>Gives out what was held back in case a secret went on.</summary>
    public void Flush()
    {
        if (_mask?.Flush() is { Length: > 0 } rest)
        {
            onOutput(new OutputChunk(Math.Max(_heldFrom, 0), rest));
        }
    }
}
