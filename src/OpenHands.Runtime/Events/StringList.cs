using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>An immutable list of strings that is equal to another with the same strings, so events that hold one compare by value.</summary>
[CollectionBuilder(typeof(StringList), nameof(Create))]
[JsonConverter(typeof(Converter))]
public sealed class StringList : IReadOnlyList<string>, IEquatable<StringList>
{
    private readonly string[] _items;

    private StringList(string[] items) => _items = items;

    /// <inheritdoc />
    public int Count => _items.Length;

    /// <inheritdoc />
    public string this[int index] => _items[index];

    /// <summary>Makes a list; collection expressions call it.</summary>
    public static StringList Create(ReadOnlySpan<string> items) => new(items.ToArray());

    /// <inheritdoc />
    public bool Equals(StringList? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as StringList);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc />
    public override string ToString() => $"[{string.Join(", ", _items)}]";

    internal sealed class Converter : JsonConverter<StringList>
    {
        public override StringList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException($"Expected a list of strings, found {reader.TokenType}.");
            }

            var items = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(reader.TokenType == JsonTokenType.String
                    ? reader.GetString()!
                    : throw new JsonException($"Expected a string at position {items.Count} of the list, found {reader.TokenType}."));
            }

            return new StringList([.. items]);
        }

        public override void Write(Utf8JsonWriter writer, StringList value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var item in value._items)
            {
                writer.WriteStringValue(item);
            }

            writer.WriteEndArray();
        }
    }
}
