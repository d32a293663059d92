using System.Text;

namespace OpenHands.Agents.Tools;

/// <summary>Puts a word in the place of images, which as text would only fill a model's context.</summary>
internal static class ImageText
{
    private const string Start = "![image](data:image/png;base64,";

    /// <summary>The text with each image told by its size.</summary>
    public static string Replace(string text)
    {
        var from = text.IndexOf(Start, StringComparison.Ordinal);
        if (from < 0)
        {
            return text;
        }

        var result = new StringBuilder();
        var done = 0;
        while (from >= 0)
        {
            var end = text.IndexOf(')', from + Start.Length);
            if (end < 0)
            {
                break;
            }

            var bytes = (end - from - Start.Length) / 4L * 3;
            result.Append(text, done, from - done).Append($"[PNG image of {ResultText.Number(bytes)} bytes, not shown; save it to a file to keep it]");
            done = end + 1;
            from = text.IndexOf(Start, done, StringComparison.Ordinal);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }
}
