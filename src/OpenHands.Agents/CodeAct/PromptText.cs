using System.Collections.Concurrent;
using System.Text;

namespace OpenHands.Agents.CodeAct;

/// <summary>The prompts, which are files of this assembly.</summary>
internal static class PromptText
{
    private const string Prefix = "Prompts/";

    private static readonly ConcurrentDictionary<string, string> s_texts = new(StringComparer.Ordinal);

    /// <summary>A prompt with its blanks filled in. What is filled in is not looked at for blanks.</summary>
    /// <param name="name">The file, without its ending.</param>
    /// <param name="blanks">What stands in place of <c>{{name}}</c>.</param>
    /// <exception cref="InvalidOperationException">The file has a blank that is not given.</exception>
    public static string Fill(string name, params ReadOnlySpan<(string Name, string Text)> blanks)
    {
        var template = s_texts.GetOrAdd(name, Read);
        var result = new StringBuilder();
        var from = 0;
        for (var open = template.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = template.IndexOf("{{", from, StringComparison.Ordinal))
        {
            var close = template.IndexOf("}}", open, StringComparison.Ordinal);
            result.Append(template, from, open - from).Append(TextOf(name, template[(open + 2)..close], blanks));
            from = close + 2;
        }

        return result.Append(template, from, template.Length - from).ToString();
    }

    private static string TextOf(string prompt, string blank, ReadOnlySpan<(string Name, string Text)> blanks)
    {
        foreach (var (name, text) in blanks)
        {
            if (name == blank)
            {
                return text;
            }
        }

        throw new InvalidOperationException($"The prompt {prompt} has a blank '{blank}' that nothing fills.");
    }

    private static string Read(string name)
    {
        using var stream = typeof(PromptText).Assembly.GetManifestResourceStream($"{Prefix}{name}.md")
            ?? throw new InvalidOperationException($"The assembly lacks its prompt {name}: it was not built from whole sources.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
    }
}
