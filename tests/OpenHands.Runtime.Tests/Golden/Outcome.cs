using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>An answer or a refusal, as text.</summary>
internal static class Outcome
{
    /// <summary>Stands for a refusal, whatever its words.</summary>
    public const string Refused = "refused";

    /// <summary>What ours answers.</summary>
    public static string Of(Func<object> ask)
    {
        try
        {
            return ask().ToString()!;
        }
        catch (EventFormatException)
        {
            return Refused;
        }
    }

    /// <summary>The words of our refusal, with the type of exception.</summary>
    public static string WordsOf(Action ask)
    {
        try
        {
            ask();
            return "";
        }
        catch (EventFormatException exception)
        {
            return $"{nameof(EventFormatException)}: {exception.Message}";
        }
    }

    /// <summary>What was recorded: text as it is, a refusal as <see cref="Refused"/>, anything else as JSON.</summary>
    public static string Recorded(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonObject { Count: 2 } error when error.ContainsKey("type") && error.ContainsKey("message") => Refused,
        _ => Vectors.Text(node),
    };
}
