using System.Text;

namespace OpenHands.Agents.CodeAct;

/// <summary>Finds the first tag of a text that comes in pieces. What stands before it is passed on as soon as it is clear that it is no tag.</summary>
internal sealed class TagParser(IReadOnlyList<string> names, Action<string> onText)
{
    // A tag with attributes is short; what goes on longer was none.
    private const int MostOfAnOpening = 300;

    private readonly StringBuilder _words = new();
    private readonly StringBuilder _body = new();
    private string _waiting = "";
    private string? _attributes;

    /// <summary>The tag that was found; <see langword="null"/> as long as there is none.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether the tag was closed. The rest of the text does not count.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What stands before the tag, or everything.</summary>
    public string Words => _words.ToString();

    /// <summary>What stands in the tag so far.</summary>
    public string Body => _body.ToString();

    /// <summary>Takes in the next piece.</summary>
    public void Add(string text)
    {
        if (IsClosed)
        {
            return;
        }

        _waiting += text;
        if (Name is null)
        {
            LookForOpening();
        }

        if (Name is not null && !IsClosed)
        {
            LookForClosing(isOver: false);
        }
    }

    /// <summary>The text is over: what was kept waiting counts as it is. The beginning of a closing tag is none of the body.</summary>
    public void Complete()
    {
        if (IsClosed)
        {
            return;
        }

        if (Name is null)
        {
            Say(_waiting);
            _waiting = "";
        }
        else
        {
            LookForClosing(isOver: true);
        }
    }

    /// <summary>An attribute of the tag, with or without quotes; <see langword="null"/> when it is not there.</summary>
    public string? Attribute(string name)
    {
        var attributes = _attributes ?? "";
        for (var at = attributes.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = attributes.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var rest = attributes.AsSpan(at + name.Length).TrimStart();
            if ((at > 0 && !char.IsWhiteSpace(attributes[at - 1])) || rest is not ['=', ..])
            {
                continue;
            }

            rest = rest[1..].TrimStart();
            if (rest is ['"' or '\'', ..])
            {
                var end = rest[1..].IndexOf(rest[0]);
                return end < 0 ? rest[1..].ToString() : rest[1..(end + 1)].ToString();
            }

            var space = rest.IndexOfAny(" \t\r\n/");
            return (space < 0 ? rest : rest[..space]).ToString();
        }

        return null;
    }

    private void LookForOpening()
    {
        var from = 0;
        while (true)
        {
            var at = _waiting.IndexOf('<', from);
            if (at < 0)
            {
                Say(_waiting[from..]);
                _waiting = "";
                return;
            }

            Say(_waiting[from..at]);
            from = at;
            var opening = _waiting.AsSpan(at + 1);
            if (NameOf(opening) is { } name)
            {
                var end = opening.IndexOf('>');
                if (end >= 0 && end <= MostOfAnOpening)
                {
                    Open(name, opening[name.Length..end].ToString());
                    _waiting = opening[(end + 1)..].ToString();
                    return;
                }

                if (end < 0 && opening.Length <= MostOfAnOpening)
                {
                    break;
                }
            }
            else if (MayBecomeName(opening))
            {
                break;
            }

            Say("<");
            from = at + 1;
        }

        _waiting = _waiting[from..];
    }

    private void Open(string name, string attributes)
    {
        Name = name;
        _attributes = attributes;
        IsClosed = attributes.EndsWith('/');
    }

    private void LookForClosing(bool isOver)
    {
        var closing = $"</{Name}>";
        var at = _waiting.IndexOf(closing, StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            _body.Append(_waiting, 0, at);
            _waiting = "";
            IsClosed = true;
            return;
        }

        // The last characters may be the beginning of the closing tag.
        var kept = Math.Min(closing.Length - 1, _waiting.Length);
        while (kept > 0 && !closing.StartsWith(_waiting[^kept..], StringComparison.OrdinalIgnoreCase))
        {
            kept--;
        }

        _body.Append(_waiting, 0, _waiting.Length - kept);

        // A single "<" at the end of everything is more likely code than the first character of a tag.
        if (isOver && kept == 1)
        {
            _body.Append('<');
        }

        _waiting = isOver ? "" : _waiting[^kept..];
    }

    // The longest name that the text begins with, where a name can end.
    private string? NameOf(ReadOnlySpan<char> text)
    {
        foreach (var name in names)
        {
            if (text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && text.Length > name.Length
                && text[name.Length] is '>' or '/' or ' ' or '\t' or '\n' or '\r')
            {
                return name;
            }
        }

        return null;
    }

    private bool MayBecomeName(ReadOnlySpan<char> text)
    {
        foreach (var name in names)
        {
            if (name.AsSpan().StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private void Say(string text)
    {
        if (text.Length > 0)
        {
            _words.Append(text);
            onText(text);
        }
    }
}
