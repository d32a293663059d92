using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenHands.Agents.CodeAct;

namespace OpenHands.Agents.Tools;

/// <summary>What a model passed to a tool, taken only as what it should be.</summary>
internal sealed class ToolArguments
{
    private readonly string _tool;
    private readonly IReadOnlyDictionary<string, object?> _values;

    /// <summary>Takes what was passed.</summary>
    /// <exception cref="ToolFailureException">There is an argument that the tool does not have.</exception>
    public ToolArguments(string tool, IReadOnlyDictionary<string, object?> values, IReadOnlyList<string> known)
    {
        _tool = tool;
        _values = values;
        if (values.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ToolFailureException(known.Count == 0
                ? $"{tool} takes no arguments, but '{ResultText.ShortenLine(unknown, 100)}' was given. Call it without."
                : $"{tool} has no argument '{ResultText.ShortenLine(unknown, 100)}'. It takes {string.Join(", ", known)}.");
        }
    }

    /// <summary>Gets what a command or a cell prints while it runs; <see langword="null"/> when nobody listens.</summary>
    public Action<OutputChunk>? OnOutput { get; init; }

    /// <summary>Collects what the model may look at; <see langword="null"/> when images are not wanted.</summary>
    public List<AIContent>? Images { get; init; }

    /// <summary>Lets the model look at the images of an observation, where images are wanted.</summary>
    public void Show(Observation observation) => Images?.AddRange(ObservationImages.Of(observation));

    /// <summary>A text that must be there, empty or not.</summary>
    public string Text(string name) => OptionalText(name)
        ?? throw new ToolFailureException($"{_tool} needs '{name}', a string, but it was not given. Call it again with '{name}'.");

    /// <summary>A text that must be there and hold something.</summary>
    public string NonEmptyText(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw new ToolFailureException($"{_tool} needs '{name}', but it was empty.");

    /// <summary>A text; <see langword="null"/> when it was not given.</summary>
    public string? OptionalText(string name) => Value(name) switch
    {
        null => null,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        var other => throw Wrong(name, "a string", other),
    };

    /// <summary>A path without NUL.</summary>
    public string Path(string name = "path")
    {
        var path = NonEmptyText(name);
        return path.Contains('\0') ? throw new ToolFailureException($"'{name}' holds a NUL character, which no path can.") : path;
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string name, bool fallback) => Value(name) switch
    {
        null => fallback,
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        var other => throw Wrong(name, "true or false", other),
    };

    /// <summary>A whole number not below a least one; <see langword="null"/> when it was not given.</summary>
    public int? Number(string name, int least)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        var number = ToNumber(value);
        return number is null || number != Math.Floor(number.Value) ? throw Wrong(name, "a whole number", value)
            : number < least || number > int.MaxValue ? throw Wrong(name, $"{least} or more", value)
            : (int)number.Value;
    }

    /// <summary>First and last line, from an array of two; the whole file when it was not given.</summary>
    public (int First, int? Last) LineRange(string name)
    {
        if (Value(name) is not { } value)
        {
            return (1, null);
        }

        return value is JsonElement { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() == 2
            && array[0].ValueKind == JsonValueKind.Number && array[0].TryGetInt32(out var first) && first >= 1
            && array[1].ValueKind == JsonValueKind.Number && array[1].TryGetInt32(out var last) && last is -1 or >= 1
            ? (first, last == -1 ? null : last)
            : throw Wrong(name, "an array of two line numbers, counted from 1, such as [10, 20] or [10, -1]", value);
    }

    /// <summary>A time in seconds; <see langword="null"/> when it was not given.</summary>
    public TimeSpan? Seconds(string name, TimeSpan most)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        return ToNumber(value) is { } seconds && seconds >= 0.001 && seconds <= most.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number of seconds above 0, at most {most.TotalSeconds}"), value);
    }

    /// <summary>One of a few words; <see langword="null"/> when it was not given.</summary>
    public string? OneOf(string name, IReadOnlyList<string> words)
    {
        var word = OptionalText(name);
        return word is null || words.Contains(word)
            ? word
            : throw new ToolFailureException($"'{name}' of {_tool} must be one of {string.Join(", ", words)}; it was \"{ResultText.ShortenLine(word, 100)}\".");
    }

    private static double? ToNumber(object value) => value switch
    {
        int number => number,
        long number => number,
        double number => number,
        float number => number,
        decimal number => (double)number,
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetDouble(out var number) => number,
        _ => null,
    };

    private static string Show(object value) => ResultText.ShortenLine(value switch
    {
        JsonElement element => element.GetRawText(),
        string text => $"\"{text}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.GetType().Name,
    }, 100);

    private object? Value(string name) =>
        _values.TryGetValue(name, out var value) && value is not JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? value : null;

    private ToolFailureException Wrong(string name, string expected, object value) =>
        new($"'{name}' of {_tool} must be {expected}; it was {Show(value)}.");
}
