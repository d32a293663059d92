namespace OpenHands.Security;

/// <summary>Reads the calls of an interactive browsing action, which look like Python.</summary>
internal static class BrowserCalls
{
    /// <summary>The calls in order, each with those arguments that are text. What is no plain call comes as a name that nothing knows.</summary>
    public static IEnumerable<(string Name, List<string> Arguments)> Read(string calls)
    {
        var (tokens, doubts) = PythonReader.Read(calls);
        foreach (var doubt in doubts)
        {
            yield return (doubt, []);
        }

        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == PythonTokenKind.LineEnd || tokens[i].Is(";"))
            {
                continue;
            }

            if (tokens[i].Kind != PythonTokenKind.Name || i + 1 >= tokens.Count || !tokens[i + 1].Is("("))
            {
                yield return (tokens[i].Text, []);
                continue;
            }

            var name = tokens[i].Text;
            var texts = new List<string>();
            var depth = 0;
            for (i++; i < tokens.Count; i++)
            {
                depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
                if (depth == 0)
                {
                    break;
                }

                if (tokens[i] is { Kind: PythonTokenKind.Text, IsDynamic: false, Text: var text })
                {
                    texts.Add(text);
                }
                else if (tokens[i].IsDynamic || (tokens[i].Kind == PythonTokenKind.Name && tokens[i].Text is not ("True" or "False" or "None") && !(i + 1 < tokens.Count && tokens[i + 1].Is("="))))
                {
                    yield return (tokens[i].Text, []);
                }
            }

            yield return (name, texts);
        }
    }
}
