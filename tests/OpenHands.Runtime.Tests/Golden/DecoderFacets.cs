using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>What the decoders make of good and bad inputs, and what the registry knows.</summary>
internal static class DecoderFacets
{
    private static readonly EventTypeRegistry Types = EventSerializer.Default.Types;

    public static IEnumerable<Facet> EventFromDict()
    {
        foreach (var (name, row) in Vectors.Rows("misc/event_from_dict"))
        {
            var input = JsonDocument.Parse(row["input"]!.ToJsonString()).RootElement;
            foreach (var facet in Decoded($"{name}/event_from_dict", row["event_from_dict"]!.AsObject(), () => EventSerializer.Default.Read(input)))
            {
                yield return facet;
            }

            if (row["action_from_dict"] is JsonObject asAction)
            {
                foreach (var facet in Decoded($"{name}/action_from_dict", asAction, () => EventSerializer.Default.ReadAction(input)))
                {
                    yield return facet;
                }
            }
        }
    }

    public static IEnumerable<Facet> Registry()
    {
        var recorded = Vectors.Load("misc/registry");
        yield return new Facet("misc/registry/actions", Vectors.Text(recorded["actions"]), List(Types.Actions));
        yield return new Facet("misc/registry/observations", Vectors.Text(recorded["observations"]), List(Types.Observations));
        yield return Flag("has_is_confirmed", type => typeof(IConfirmable).IsAssignableFrom(type.ClrType));
        yield return Flag("has_security_risk", type => type.Fields.Contains("security_risk"));
        yield return Flag("has_thought", type => type.Fields.Contains("thought"));

        var runnable = recorded["runnable"]!.AsObject();
        foreach (var (word, value) in runnable)
        {
            yield return new Facet($"misc/registry/runnable/{word}", Vectors.Text(value), Sample("actions", word) is AgentAction { IsRunnable: true } ? "true" : "false");
        }

        foreach (var facet in recorded["fields"]!.AsObject().SelectMany(type => Fields(type.Key, type.Value!.AsArray())))
        {
            yield return facet;
        }

        Facet Flag(string name, Func<EventType, bool> has) =>
            new($"misc/registry/{name}", Vectors.Text(recorded[name]), List(Types.Actions.Where(word => has(Action(word)))));
    }

    private static IEnumerable<Facet> Decoded(string name, JsonObject recorded, Func<AgentEvent> read)
    {
        if (recorded["error"] is { } error)
        {
            yield return new Facet($"{name}/refused", Outcome.Refused, Outcome.Of(read));
            yield return new Facet($"{name}/error", $"{error["type"]}: {error["message"]}", Outcome.WordsOf(() => read()));
            yield break;
        }

        yield return new Facet($"{name}/class", (string)recorded["class"]!, Outcome.Of(() => read().GetType().Name));
        yield return new Facet($"{name}/dict", Vectors.Text(recorded["dict"]), Outcome.Of(() => Vectors.Text(EventSerializer.Default.ToJson(read()))));
    }

    // Names in wire order, and which of them an event cannot be without.
    private static IEnumerable<Facet> Fields(string className, JsonArray recorded)
    {
        var isAction = recorded.Any(field => (string)field!["name"]! == "action");
        var word = (string)recorded.Single(field => (string)field!["name"]! is "action" or "observation")!["default"]!;
        var sample = JsonNode.Parse(EventSerializer.Default.ToJson(Sample(isAction ? "actions" : "observations", word)))!.AsObject();
        var fields = recorded.Select(field => field!.AsObject()).Where(field => (string)field["name"]! is not ("action" or "observation" or "content") || (isAction && (string)field["name"]! == "content")).ToList();
        var names = isAction ? ActionOrSummarize(word).Fields : Observation(word).Fields;
        yield return new Facet($"misc/registry/fields/{className}/names", List(fields.Select(field => (string)field["name"]!)), List(names));

        if (word == "summarize")
        {
            yield break;
        }

        foreach (var field in fields)
        {
            var without = JsonNode.Parse(sample.ToJsonString())!.AsObject();
            without[isAction ? "args" : "extras"]!.AsObject().Remove((string)field["name"]!);
            var isRequired = Outcome.Of(() => EventSerializer.Default.Read(without.ToJsonString())) == Outcome.Refused;
            yield return Facet.Of($"misc/registry/fields/{className}/{field["name"]}/required", (bool)field["required"]!, isRequired);
        }
    }

    private static AgentEvent Sample(string folder, string word) =>
        EventSerializer.Default.ReadStored(System.Text.Encoding.UTF8.GetBytes((string)Vectors.Rows($"{folder}/{word}").Last().Row["stored_json"]!));

    private static EventType Action(string word) => Types.TryGetAction(word, isStored: false, out var type) ? type : throw new KeyNotFoundException(word);

    private static EventType ActionOrSummarize(string word) => Types.TryGetAction(word, isStored: true, out var type) ? type : throw new KeyNotFoundException(word);

    private static EventType Observation(string word) => Types.TryGetObservation(word, out var type) ? type : throw new KeyNotFoundException(word);

    private static string List(IEnumerable<string> words) => Vectors.Text(new JsonArray([.. words.Select(word => (JsonNode)word)]));
}
