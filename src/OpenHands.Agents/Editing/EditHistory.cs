using System.Security.Cryptography;
using System.Runtime.InteropServices;

namespace OpenHands.Agents.Editing;

/// <summary>The last edits, to be undone one after the other. Bounded; the oldest go first. Not safe for concurrent use.</summary>
internal sealed class EditHistory
{
    private const int MostEdits = 100;
    private const long MostCharacters = 4L << 20;

    private readonly LinkedList<Entry> _entries = [];
    private long _characters;

    /// <summary>Remembers an edit.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="edit">What was done.</param>
    /// <param name="after">The whole file afterwards.</param>
    public void Add(string path, TextEdit edit, string after)
    {
        _entries.AddLast(new Entry(path, edit, Hash(after)));
        _characters += Size(edit);
        while (_entries.Count > MostEdits || _characters > MostCharacters)
        {
            Remove(_entries.First!);
        }
    }

    /// <summary>The last edit of a file that is not undone; <see langword="null"/> when there is none.</summary>
    public TextEdit? Last(string path) => Find(path)?.Value.Edit;

    /// <summary>Whether a file still is as the last edit left it.</summary>
    public bool IsUntouched(string path, string text) => Find(path) is { } node && Hash(text).AsSpan().SequenceEqual(node.Value.After);

    /// <summary>Forgets the last edit of a file.</summary>
    public void Forget(string path)
    {
        if (Find(path) is { } node)
        {
            Remove(node);
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()));

    private static long Size(TextEdit edit) => edit.Removed.Length + (long)edit.Inserted.Length;

    private LinkedListNode<Entry>? Find(string path)
    {
        var node = _entries.Last;
        while (node is not null && node.Value.Path != path)
        {
            node = node.Previous;
        }

        return node;
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node);
        _characters -= Size(node.Value.Edit);
    }

    private sealed record Entry(string Path, TextEdit Edit, byte[] After);
}
