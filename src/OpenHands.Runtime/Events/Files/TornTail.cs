using System.Buffers;
using System.Runtime.CompilerServices;

namespace OpenHands.Events;

/// <summary>Keeps a copy of what is cut off the end of an event file.</summary>
internal static class TornTail
{
    /// <summary>Copies what follows an offset, less the zeros at the end.</summary>
    /// <returns>The copy and its length; <see langword="null"/> when only zeros follow.</returns>
    public static async ValueTask<(string Path, long Bytes)?> SaveAsync(
        IDurableDisk disk, IDurableFile file, long offset, string path, CancellationToken cancellationToken)
    {
        var length = await LengthAsync(file, offset, cancellationToken).ConfigureAwait(false);
        if (length == 0)
        {
            return null;
        }

        var copyPath = FreeName(disk, $"{path}.torn-{offset}");
        using var copy = disk.Open(copyPath);
        await foreach (var (at, bytes) in ReadAsync(file, offset, cancellationToken).ConfigureAwait(false))
        {
            var wanted = (int)Math.Min(bytes.Length, length - at);
            if (wanted <= 0)
            {
                break;
            }

            copy.Write(bytes.Span[..wanted], at);
        }

        copy.Flush();
        return (copyPath, length);
    }

    private static async ValueTask<long> LengthAsync(IDurableFile file, long offset, CancellationToken cancellationToken)
    {
        var length = 0L;
        await foreach (var (at, bytes) in ReadAsync(file, offset, cancellationToken).ConfigureAwait(false))
        {
            var last = bytes.Span.LastIndexOfAnyExcept((byte)0);
            length = last < 0 ? length : at + last + 1;
        }

        return length;
    }

    private static async IAsyncEnumerable<(long At, ReadOnlyMemory<byte> Bytes)> ReadAsync(
        IDurableFile file, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var buffer = MemoryPool<byte>.Shared.Rent(64 * 1024);
        var at = 0L;
        while (await file.ReadAsync(buffer.Memory, offset + at, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            yield return (at, buffer.Memory[..count]);
            at += count;
        }
    }

    // The copy of an earlier crash at the same place is evidence too.
    private static string FreeName(IDurableDisk disk, string path)
    {
        var name = path;
        for (var i = 2; disk.Exists(name); i++)
        {
            name = $"{path}.{i}";
        }

        return name;
    }
}
