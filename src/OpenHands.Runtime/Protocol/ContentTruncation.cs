namespace OpenHands.Protocol;

/// <summary>Cuts long text in the middle and says so.</summary>
public static class ContentTruncation
{
    /// <summary>Stands where text was cut out.</summary>
    public const string Notice = "\n[... Observation truncated due to length ...]\n";

    /// <summary>Keeps the first and the last half of a text that is too long.</summary>
    /// <param name="content">The text.</param>
    /// <param name="maxLength">Most Unicode code points, not counting the notice; −1 for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is below −1.</exception>
    public static string Truncate(string content, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, -1);

        if (maxLength == -1 || content.Length <= maxLength || CountCodePoints(content) <= maxLength)
        {
            return content;
        }

        var half = maxLength / 2;
        var head = IndexAfter(content, half);
        var tail = IndexBefore(content, half);
        return string.Concat(content.AsSpan(0, head), Notice, content.AsSpan(tail));
    }

    private static int CountCodePoints(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    private static int IndexAfter(string text, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0; codePoints--)
        {
            index += index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
        }

        return index;
    }

    private static int IndexBefore(string text, int codePoints)
    {
        var index = text.Length;
        for (; codePoints > 0; codePoints--)
        {
            index -= index > 1 && char.IsSurrogatePair(text[index - 2], text[index - 1]) ? 2 : 1;
        }

        return index;
    }
}
