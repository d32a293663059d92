using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>Puts completions together from the bytes of the private pipe: <c>id exitcode NUL directory NUL path NUL</c>.</summary>
internal sealed class CompletionReader
{
    private const int Fields = 3;

    // A directory and a PATH are a few kilobytes at the very most.
    private const int LongestMessage = 1024 * 1024;

    private byte[] _pending = [];

    /// <summary>Whether something came that no shell of ours writes.</summary>
    public bool IsCorrupt { get; private set; }

    /// <summary>The completions that are whole now.</summary>
    public IReadOnlyList<CommandCompletion> Read(ReadOnlySpan<byte> bytes)
    {
        var text = _pending.Length == 0 ? bytes : [.. _pending, .. bytes];
        List<CommandCompletion> completions = [];
        while (TryReadOne(ref text, out var completion))
        {
            completions.Add(completion);
        }

        IsCorrupt |= text.Length > LongestMessage || (text.Length > 0 && !char.IsAsciiDigit((char)text[0]));
        _pending = text.ToArray();
        return completions;
    }

    private bool TryReadOne(ref ReadOnlySpan<byte> text, out CommandCompletion completion)
    {
        completion = default;
        Span<Range> ranges = stackalloc Range[Fields + 1];
        if (Split(text, ranges) < Fields)
        {
            return false;
        }

        var head = Encoding.UTF8.GetString(text[ranges[0]]);
        var space = head.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !long.TryParse(head.AsSpan(0, space), out var id) || !int.TryParse(head.AsSpan(space + 1), out var exitCode))
        {
            IsCorrupt = true;
            return false;
        }

        completion = new CommandCompletion(id, exitCode, Encoding.UTF8.GetString(text[ranges[1]]), Encoding.UTF8.GetString(text[ranges[2]]));
        text = text[ranges[Fields]];
        return true;
    }

    // The fields, then what follows the last of them.
    private static int Split(ReadOnlySpan<byte> text, Span<Range> ranges)
    {
        var start = 0;
        for (var field = 0; field < Fields; field++)
        {
            var length = text[start..].IndexOf((byte)0);
            if (length < 0)
            {
                return field;
            }

            ranges[field] = start..(start + length);
            start += length + 1;
        }

        ranges[Fields] = start..text.Length;
        return Fields;
    }
}
