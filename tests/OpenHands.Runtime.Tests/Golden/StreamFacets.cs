using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Golden;

/// <summary>The recorded script of a stream's life, played on ours.</summary>
internal static class StreamFacets
{
    private const string File = "misc/event_stream";

    [ThreadStatic]
    private static bool isPublishing;

    public static async Task<IReadOnlyList<Facet>> AllAsync()
    {
        var recorded = Vectors.Load(File).AsObject();
        var facets = new Dictionary<string, Facet>(StringComparer.Ordinal);
        using var folder = new TemporaryFolder();
        await DeliverAsync(recorded, Add);
        await ReadAsync(recorded, folder.Path, Add);
        await ClearAsync(recorded, folder.Path, Add);
        await PublishTwiceAsync(recorded, Add);
        foreach (var missing in recorded.Select(member => member.Key).Where(key => !facets.Values.Any(facet => facet.Name.StartsWith($"{File}/{key}", StringComparison.Ordinal))))
        {
            throw new InvalidOperationException($"{File}/{missing}: nobody compares this.");
        }

        return [.. facets.Values];

        void Add(string aspect, string then, string now) => facets.Add(aspect, new Facet($"{File}/{aspect}", then, now));
    }

    private static async Task DeliverAsync(JsonObject recorded, Action<string, string, string> add)
    {
        string[] names = ["test", "agent_controller", "main", "runtime", "security_analyzer", "server"];
        var onPublishersStack = 0;
        var calls = new ConcurrentDictionary<string, List<string>>();
        var stream = EventStream.CreateInMemory();
        var subscriptions = names.Select(name => stream.Subscribe(name, (agentEvent, _) =>
        {
            onPublishersStack += isPublishing ? 1 : 0;
            calls.GetOrAdd(name, _ => []).Add($"{agentEvent.Id} {agentEvent.GetType().Name}");
            return ValueTask.CompletedTask;
        })).ToList();
        foreach (AgentEvent agentEvent in (AgentEvent[])[new NullAction(), new CmdRunAction("ls"), new NullObservation()])
        {
            isPublishing = true;
            var publishing = stream.PublishAsync(agentEvent, EventSource.Agent);
            isPublishing = false;
            await publishing;
        }

        var duplicate = Assert.Throws<InvalidOperationException>(() => stream.Subscribe("test", (_, _) => ValueTask.CompletedTask))!;
        await stream.DisposeAsync();
        await Task.WhenAll(subscriptions.Select(subscription => subscription.Completion));

        add("callbacks_before_await", Vectors.Text(recorded["callbacks_before_await"]), onPublishersStack == 0 ? "[]" : $"{onPublishersStack} calls");
        foreach (var name in names)
        {
            var then = recorded["callback_order"]!.AsArray().Where(call => (string)call![0]! == name).Select(call => $"{call![1]} {call[2]}");
            add($"callback_order/{name}", string.Join(", ", then), string.Join(", ", calls[name]));
        }

        add("duplicate_subscribe/message", (string)recorded["duplicate_subscribe"]!["message"]!, duplicate.Message);
        add("duplicate_subscribe/type", (string)recorded["duplicate_subscribe"]!["type"]!, duplicate.GetType().Name);
        add("stacked", Vectors.Text(recorded["stacked"]), "refused");
        add("after_pop", Vectors.Text(recorded["after_pop"]), "refused");
    }

    private static async Task ReadAsync(JsonObject recorded, string root, Action<string, string, string> add)
    {
        await using (var stream = await EventStream.OpenAsync(new FileEventStore(root, "sid1")))
        {
            foreach (AgentEvent agentEvent in (AgentEvent[])[new NullAction(), new CmdRunAction("ls"), new NullObservation(), new NullAction(), new NullAction()])
            {
                await stream.PublishAsync(agentEvent, EventSource.Agent);
            }

            add("latest_event_id", recorded["latest_event_id"]!.ToString(), stream.LatestId.ToString());
            var then = recorded["get_events"]!;
            await AddReadAsync("all", stream.ReadAsync());
            await AddReadAsync("1..3", stream.ReadAsync(1, 3));
            await AddReadAsync("3..", stream.ReadAsync(3));
            await AddReadAsync("end beyond", stream.ReadAsync(0, 99));
            await AddReadAsync("reverse", stream.ReadAsync(reverse: true));
            await AddReadAsync("reverse 1..3", stream.ReadAsync(1, 3, reverse: true));
            await AddReadAsync("filter Null*", stream.ReadAsync().Where(agentEvent => agentEvent is not (NullAction or NullObservation)));
            await AddReadAsync("start beyond", stream.ReadAsync(99));
            add("get_event_missing", (string)recorded["get_event_missing"]!, await IdsAsync(stream.ReadAsync(99, 99)));

            async Task AddReadAsync(string how, IAsyncEnumerable<AgentEvent> events) => add($"get_events/{how}", Vectors.Text(then[how]), await IdsAsync(events));
        }

        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order();
        add("keys", Vectors.Text(recorded["keys"]), string.Join(", ", files));
        await using var again = await EventStream.OpenAsync(new FileEventStore(root, "sid1"));
        add("reopened_latest", recorded["reopened_latest"]!.ToString(), again.LatestId.ToString());
        add("with_hole_at_2", Vectors.Text(recorded["with_hole_at_2"]), "no holes");
        add("reopened_with_17_and_junk", recorded["reopened_with_17_and_junk"]!.ToString(), "no file per event");
    }

    private static async Task ClearAsync(JsonObject recorded, string root, Action<string, string, string> add)
    {
        foreach (var session in (string[])["s", "s2"])
        {
            await using var stream = await EventStream.OpenAsync(new FileEventStore(root, session));
            await stream.PublishAsync(new NullAction(), EventSource.Agent);
        }

        FileEventStore.DeleteSession(root, "s");
        add("prefix_clear_memory_store_keys", Vectors.Text(recorded["prefix_clear_memory_store_keys"]), string.Join(", ", FileEventStore.ListSessions(root)));
        await using var cleared = await EventStream.OpenAsync(new FileEventStore(root, "s"));
        add("after_clear/latest", recorded["after_clear"]!["latest"]!.ToString(), cleared.LatestId.ToString());
        add("after_clear/keys", Vectors.Text(recorded["after_clear"]!["keys"]), await IdsAsync(cleared.ReadAsync()));
        add("latest_of_empty", (string)recorded["latest_of_empty"]!["type"]!, cleared.LatestId.ToString());
    }

    private static async Task PublishTwiceAsync(JsonObject recorded, Action<string, string, string> add)
    {
        await using var stream = EventStream.CreateInMemory();
        var action = new CmdRunAction("ls");
        await stream.PublishAsync(action, EventSource.Agent);
        await stream.PublishAsync(action, EventSource.User);
        var ours = new JsonArray();
        await foreach (var agentEvent in stream.ReadAsync())
        {
            var json = JsonNode.Parse(EventSerializer.Default.ToJson(agentEvent))!.AsObject();
            json.Remove("timestamp");
            ours.Add(json);
        }

        add("same_object_twice", Vectors.Text(recorded["same_object_twice"]), Vectors.Text(ours));
    }

    private static async Task<string> IdsAsync(IAsyncEnumerable<AgentEvent> events) => Vectors.Text(new JsonArray([.. (await events.ToListAsync()).Select(agentEvent => (JsonNode)agentEvent.Id)]));
}
