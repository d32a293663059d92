using System.Globalization;
using System.Text;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.IPython;

/// <summary>
/// Everything that a cell printed, displayed and returned, in bounded memory: text as <see cref="OutputCapture"/> keeps it, images whole
/// while they are not too large together.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class CellOutput(OutputLimits limits) : IDisposable
{
    /// <summary>Most characters of all images and updatable displays of one cell.</summary>
    public const int MostDisplayCharacters = 16 * 1024 * 1024;

    private const int MostDisplays = 1000;

    private readonly SgrFilter _filter = new();
    private readonly List<CellDisplay> _displays = [];
    private OutputCapture _capture = new(limits);
    private OutputChunker? _chunker;
    private bool _isClearedByNext;

    /// <summary>Whether bytes are missing from <see cref="ToText"/>.</summary>
    public bool IsTruncated => _capture.IsTruncated;

    /// <summary>Bytes of text, kept or not.</summary>
    public long TotalBytes => _capture.TotalBytes;

    /// <summary>Where the whole text is, when it did not fit and a file could be written.</summary>
    public string? FilePath => _capture.FilePath;

    private int DisplayCharacters => _displays.Sum(display => display.Text.Length);

    /// <summary>Gives output that comes from now on to a listener as well.</summary>
    public void Follow(Action<OutputChunk>? onOutput) => _chunker = onOutput is null ? null : new OutputChunker(onOutput, _capture.TotalBytes);

    /// <summary>Appends text as it was printed.</summary>
    public void AppendText(string text)
    {
        ClearIfAsked();
        AppendFiltered(_filter.Push(text));
    }

    /// <summary>Appends what was displayed or returned: a text and, if there is one, a PNG image in base64.</summary>
    /// <param name="text">The plain form.</param>
    /// <param name="png">The image.</param>
    /// <param name="id">By which it is updated later, if it is.</param>
    public void AppendDisplay(string? text, string? png, string? id)
    {
        ClearIfAsked();
        AppendFiltered(_filter.Flush());
        if (id is not null)
        {
            Place(id, $"{Strip(text)}{Image(png)}");
            return;
        }

        if (text is not null)
        {
            AppendFiltered(_filter.Push(text) + _filter.Flush());
        }

        if (png is not null)
        {
            Place(id: null, Image(png));
        }
    }

    /// <summary>Puts other content in place of a display of this cell; of an earlier cell's, it comes here.</summary>
    public void UpdateDisplay(string? text, string? png, string id)
    {
        var index = _displays.FindIndex(display => display.Id == id);
        if (index < 0)
        {
            AppendDisplay(text, png, id);
            return;
        }

        var old = _displays[index];
        _displays[index] = old with { Text = "" };
        _displays[index] = old with { Text = Affordable($"{Strip(text)}{Image(png)}") };
    }

    /// <summary>Forgets what there is, now or when the next output comes.</summary>
    public void Clear(bool wait)
    {
        _isClearedByNext = true;
        if (!wait)
        {
            ClearIfAsked();
        }
    }

    /// <summary>Gives out what was held back: nothing more comes.</summary>
    public void Complete()
    {
        AppendFiltered(_filter.Flush());
        _chunker?.Flush();
        _chunker = null;
    }

    /// <summary>All of it as text, without trailing white space.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        var last = 0L;
        foreach (var display in _displays)
        {
            text.Append(_capture.ToText(last, display.Offset)).Append(display.Text);
            last = display.Offset;
        }

        return text.Append(_capture.ToText(last, _capture.TotalBytes)).ToString();
    }

    public void Dispose() => _capture.Dispose();

    private static string Strip(string? text)
    {
        var filter = new SgrFilter();
        return text is null ? "" : filter.Push(text) + filter.Flush();
    }

    // Kernels end the data with a line end, or break it into lines; clients expect one.
    private static string Image(string? png) => png is null ? "" : $"\n![image](data:image/png;base64,{png.ReplaceLineEndings("")})\n";

    private void Place(string? id, string text)
    {
        if (_displays.Count >= MostDisplays)
        {
            AppendFiltered($"\n[An image was left out: a cell shows at most {MostDisplays}.]\n");
            return;
        }

        _displays.Add(new CellDisplay(_capture.TotalBytes, id, Affordable(text)));
    }

    private string Affordable(string text) => text.Length <= MostDisplayCharacters - DisplayCharacters
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"\n[An image or display of {text.Length} characters was left out: those of one cell may have {MostDisplayCharacters} together.]\n");

    private void AppendFiltered(string text)
    {
        if (text.Length > 0)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _capture.Append(bytes);
            _chunker?.Append(bytes);
        }
    }

    private void ClearIfAsked()
    {
        if (!_isClearedByNext)
        {
            return;
        }

        _isClearedByNext = false;
        _capture.Dispose();
        _capture = new OutputCapture(limits);
        _displays.Clear();
        _filter.Flush();
    }
}
