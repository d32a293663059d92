using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OpenHands.Execution;

/// <summary>The few fields of a tar header that <see cref="TarGuard"/> needs.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Whether it is the block of zeros that ends an archive.</summary>
    public bool IsEnd => !_block.ContainsAnyExcept((byte)0);

    /// <summary>Whether it belongs to the entry that follows: pax attributes, or a long name or link of GNU tar.</summary>
    public bool IsExtended => Type is 'x' or 'g' or 'L' or 'K';

    /// <summary>Whether it is the pax attributes of the entry that follows.</summary>
    public bool IsPaxAttributes => Type == 'x';

    /// <summary>Whether content follows; links, devices and directories have none.</summary>
    public bool HasContent => Type is not (>= '1' and <= '6');

    /// <summary>Length of the content; −1 when it is no number.</summary>
    public long Size => Number(_block.Slice(124, 12));

    /// <summary>Whether the bytes add up to what the header says, its own eight counted as spaces.</summary>
    public bool HasRightChecksum
    {
        get
        {
            var sum = 8L * ' ';
            foreach (var value in _block[..148])
            {
                sum += value;
            }

            foreach (var value in _block[156..])
            {
                sum += value;
            }

            return sum == Number(_block.Slice(148, 8));
        }
    }

    private char Type => (char)_block[156];

    /// <summary>The size that pax attributes give the entry after them, if they do.</summary>
    public static long? SizeAttribute(ReadOnlySpan<byte> attributes)
    {
        long? size = null;

        // Each record is "length key=value\n", and the length counts all of it.
        while (attributes.IndexOf((byte)' ') is var space and > 0
            && int.TryParse(attributes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length > space && length <= attributes.Length)
        {
            var record = attributes[(space + 1)..length];
            if (record.StartsWith("size="u8))
            {
                var text = Encoding.ASCII.GetString(record["size=".Length..]).TrimEnd('\n');
                size = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
            }

            attributes = attributes[length..];
        }

        return size;
    }

    private static long Number(ReadOnlySpan<byte> field)
    {
        // GNU tar writes what octal digits cannot hold in base 256, marked by the first bit.
        if ((field[0] & 0x80) != 0)
        {
            return field[0] == 0x80 && !field[1..^8].ContainsAnyExcept((byte)0) ? BinaryPrimitives.ReadInt64BigEndian(field[^8..]) : -1;
        }

        var value = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return -1;
            }

            value = (value * 8) + (digit - '0');
        }

        return value;
    }
}
