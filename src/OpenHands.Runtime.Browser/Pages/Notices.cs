namespace OpenHands.Browsing.Pages;

/// <summary>What happened in the browser beside what an action asked for, until an observation tells it. Safe for concurrent use.</summary>
internal sealed class Notices
{
    private const int Most = 40;
    private const int LongestText = 2000;

    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];
    private int _missed;

    /// <summary>Notes something. A page that has too much happen is cut short.</summary>
    public void Add(string text)
    {
        lock (_gate)
        {
            if (_texts.Count < Most)
            {
                _texts.Add(Shorten(text, LongestText));
            }
            else
            {
                _missed++;
            }
        }
    }

    /// <summary>Takes what was noted.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_gate)
        {
            string[] taken = _missed > 0 ? [.. _texts, $"{_missed} more things happened."] : [.. _texts];
            _texts.Clear();
            _missed = 0;
            return taken;
        }
    }

    /// <summary>A text without its middle, if it is too long.</summary>
    public static string Shorten(string text, int limit) => text.Length <= limit ? text : $"{text[..(limit / 2)]} … {text[^(limit / 2)..]}";
}
