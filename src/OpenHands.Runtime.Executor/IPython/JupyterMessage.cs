using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace OpenHands.Execution.IPython;

/// <summary>A message from the kernel.</summary>
internal sealed class JupyterMessage : IDisposable
{
    private readonly JsonDocument? _content;

    /// <param name="type">Such as <c>stream</c>.</param>
    /// <param name="parentId">The request that it is about; empty for none.</param>
    /// <param name="content">JSON; <see langword="null"/> when it was too long to take.</param>
    /// <param name="contentBytes">How long it was.</param>
    public JupyterMessage(string type, string parentId, byte[]? content, long contentBytes)
    {
        Type = type;
        ParentId = parentId;
        ContentBytes = contentBytes;
        _content = content is null ? null : Parse(content);
    }

    public string Type { get; }

    public string ParentId { get; }

    public long ContentBytes { get; }

    /// <summary>Whether the content was too long to take.</summary>
    public bool IsOmitted => _content is null;

    /// <summary>A field of the content as text; <see langword="null"/> when there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.String } text ? Decode(text) : null;

    /// <summary>Whether a field of the content is true.</summary>
    public bool IsTrue(string name) => Find([name]) is { ValueKind: JsonValueKind.True };

    /// <summary>A field of the content as a list of texts.</summary>
    public IEnumerable<string> Texts(string name) => Find([name]) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(Decode)
        : [];

    public void Dispose() => _content?.Dispose();

    /// <summary>Parses JSON that may hold bytes that are no UTF-8.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal static JsonDocument Parse(byte[] json) =>
        JsonDocument.Parse(Utf8.IsValid(json) ? json : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json)));

    private JsonElement? Find(ReadOnlySpan<string> path)
    {
        if (_content is null)
        {
            return null;
        }

        var element = _content.RootElement;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static string Decode(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped. Shown as it was written.
            return text.GetRawText().Trim('"');
        }
    }
}
