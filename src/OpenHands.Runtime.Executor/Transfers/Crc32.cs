namespace OpenHands.Execution;

/// <summary>The check sum of zip archives, which the BCL writes but does not verify.</summary>
internal struct Crc32()
{
    private static readonly uint[] Table = MakeTable();
    private uint _state = uint.MaxValue;

    /// <summary>The sum of all that passed.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Takes the next bytes.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        foreach (var value in bytes)
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[index] = value;
        }

        return table;
    }
}
