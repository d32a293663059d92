using System.Text;

namespace OpenHands.Browsing.Observing;

/// <summary>Lines of text in the making: white space collapses as on a page, breaks do not pile up.</summary>
internal sealed class TextFlow(int limit)
{
    private readonly StringBuilder _text = new();
    private int _pendingBreaks;
    private bool _pendingSpace;
    private int _preformatted;

    /// <summary>Whether no more is taken.</summary>
    public bool IsFull => _text.Length > limit;

    /// <summary>How much there is.</summary>
    public int Length => _text.Length;

    public void Write(string text)
    {
        if (_preformatted > 0)
        {
            Flush();
            _text.Append(text);
            return;
        }

        foreach (var c in text)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _pendingSpace = true;
            }
            else
            {
                Flush();
                _text.Append(c);
            }
        }
    }

    /// <summary>Writes something with which a line begins.</summary>
    public void WriteMark(string mark)
    {
        Flush();
        _text.Append(mark);
    }

    /// <summary>Parts two cells of a row.</summary>
    public void WriteCellBorder()
    {
        if (_pendingBreaks == 0 && _text.Length > 0 && _text[^1] != '\n')
        {
            _pendingSpace = false;
            _text.Append(" | ");
        }
    }

    public void BreakLine() => Break(1);

    public void BreakParagraph() => Break(2);

    public void BeginPreformatted()
    {
        Flush();
        _preformatted++;
    }

    public void EndPreformatted() => _preformatted--;

    /// <summary>Makes a link of what was written since.</summary>
    public void WrapLink(int start, string address)
    {
        while (start < _text.Length && char.IsWhiteSpace(_text[start]))
        {
            start++;
        }

        if (start < _text.Length)
        {
            _text.Insert(start, '[').Append("](").Append(address).Append(')');
        }
    }

    /// <summary>The whole text.</summary>
    public string Finish() => IsFull ? $"{_text.ToString(0, limit)}\n[The page has more text.]" : _text.ToString().TrimEnd();

    private void Break(int lines)
    {
        _pendingSpace = false;
        _pendingBreaks = Math.Max(_pendingBreaks, lines);
    }

    private void Flush()
    {
        if (_text.Length > 0 && _pendingBreaks > 0)
        {
            _text.Append('\n', _pendingBreaks);
        }
        else if (_pendingSpace && _text.Length > 0 && _text[^1] is not (' ' or '\n'))
        {
            _text.Append(' ');
        }

        _pendingBreaks = 0;
        _pendingSpace = false;
    }
}
