using System.Runtime.InteropServices;
using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>About how much memory an event keeps: the characters of all its texts.</summary>
internal static class EventWeight
{
    /// <summary>Weighs an event. Never throws: it is asked when the event is stored already and must be delivered.</summary>
    /// <param name="agentEvent">The event; also one with null where there must be a value.</param>
    /// <param name="types">Knows which fields it has. Of a type that it does not know, only the content counts.</param>
    public static long Of(AgentEvent agentEvent, EventTypeRegistry types)
    {
        var content = OfText((agentEvent as Observation)?.Content);
        return types.TryGet(agentEvent, out var type) ? content + type.Weigh(agentEvent) : content;
    }

    /// <summary>Weighs one field: a text, texts, or JSON. Anything else is small.</summary>
    public static long OfText(object? field) => field switch
    {
        string text => text.Length,
        StringList texts => texts.Sum(text => (long)(text?.Length ?? 0)),
        JsonPayload json => JsonMarshal.GetRawUtf8Value(json.Element).Length,
        _ => 0,
    };

    /// <summary>Whether fields of a type weigh anything.</summary>
    public static bool IsText(Type type) => type == typeof(string) || type == typeof(StringList) || type == typeof(JsonPayload);
}
