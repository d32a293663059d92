using System.Buffers;
using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>Where UTF-8 text can be cut without splitting a character.</summary>
internal static class Utf8Boundaries
{
    private const int LongestCharacter = 4;

    /// <summary>Length of the longest prefix that does not end within a character.</summary>
    public static int LastWholeCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back < LongestCharacter && back <= bytes.Length; back++)
        {
            var tail = bytes[^back..];
            if ((tail[0] & 0xC0) == 0x80)
            {
                continue;
            }

            return Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData ? bytes.Length - back : bytes.Length;
        }

        return bytes.Length;
    }

    /// <summary>Index of the first byte that does not continue a character.</summary>
    public static int FirstWholeCharacter(ReadOnlySpan<byte> bytes)
    {
        var index = 0;
        while (index < bytes.Length && index < LongestCharacter - 1 && (bytes[index] & 0xC0) == 0x80)
        {
            index++;
        }

        return index;
    }
}
