using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>The images that came of an action.</summary>
internal static class ObservationImages
{
    private const string Start = "![image](data:image/png;base64,";
    private const string Png = "data:image/png;base64,";
    private const int MostImages = 4;

    // What endpoints take is about 20 MB for the whole question.
    private const int MostCharacters = 5_000_000;

    /// <summary>Whether there are any.</summary>
    public static bool Any(Observation? observation) => observation switch
    {
        IPythonRunCellObservation cell => cell.Content.Contains(Start, StringComparison.Ordinal),
        BrowserOutputObservation page => page.Screenshot.Length > 0,
        _ => false,
    };

    /// <summary>The first few of them.</summary>
    public static IReadOnlyList<AIContent> Of(Observation? observation) => observation switch
    {
        IPythonRunCellObservation cell => InText(cell.Content),
        BrowserOutputObservation { Screenshot: { Length: > 0 and < MostCharacters } screenshot } => [.. Image(screenshot)],
        _ => [],
    };

    private static List<AIContent> InText(string text)
    {
        var images = new List<AIContent>();
        for (var from = text.IndexOf(Start, StringComparison.Ordinal); from >= 0 && images.Count < MostImages; from = text.IndexOf(Start, from + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOf(')', from + Start.Length);
            if (end > 0 && end - from < MostCharacters)
            {
                images.AddRange(Image(text[(from + Start.Length)..end]));
            }
        }

        return images;
    }

    private static IEnumerable<AIContent> Image(string base64)
    {
        try
        {
            // Kernels wrap the lines, or end them.
            return [new DataContent(Png + base64.ReplaceLineEndings(""))];
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException or FormatException)
        {
            return [];
        }
    }
}
