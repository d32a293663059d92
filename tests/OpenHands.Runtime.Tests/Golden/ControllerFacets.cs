using System.Text.Json.Nodes;
using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Agents;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Golden;

/// <summary>What a controller does with a scripted agent: its state after each operation, and all it says on the stream.</summary>
internal static class ControllerFacets
{
    public static async Task<IReadOnlyList<Facet>> AllAsync()
    {
        var facets = new List<Facet>();
        foreach (var scenario in Vectors.Load("misc/agent_controller").AsArray())
        {
            facets.AddRange(await ReplayAsync(scenario!.AsObject()));
        }

        return facets;
    }

    private static async Task<IReadOnlyList<Facet>> ReplayAsync(JsonObject scenario)
    {
        var name = (string)scenario["scenario"]!;
        var facets = new List<Facet>();
        var clock = new ManualClock();
        var agent = new ScriptAgent();
        var gate = new Gate(name, Script(name, scenario));
        gate.Fill(agent);
        var helper = new ScriptAgent("A2");
        gate.Fill(helper);
        var options = new AgentControllerOptions
        {
            MaxIterations = (int)scenario["max_iterations"]!,
            MaxBudget = (double?)scenario["budget"],
            Headless = (bool)scenario["headless"]!,
            Confirmation = (bool)scenario["confirmation_mode"]! ? ConfirmationPolicy.Always : ConfirmationPolicy.Never,
            Agents = new AgentRegistry().Add("A2", () => helper),
        };
        await using var events = EventStream.CreateInMemory();
        await using var standIn = new StandIn(events) { Answer = action => name.StartsWith("no runtime", StringComparison.Ordinal) ? null : Answer(action) };
        var controller = new AgentController(agent, events, options, timeProvider: clock);
        await using (controller.ConfigureAwait(false))
        {
            // A runtime may be faster than the state that tells of the decision; the recorded one was not.
            standIn.AfterDecision = () => controller.GetStateAsync();
            await controller.StartAsync();
            foreach (var (row, index) in scenario["after_each_op"]!.AsArray().Select((row, index) => (row!.AsObject(), index)))
            {
                await DoAsync(controller, (string)row["op"]![0]!, (string)row["op"]![1]!);
                await gate.WaitAsync(controller, events, (string)row["op"]![0]!);
                Compare($"misc/agent_controller/{name}/{index}", row, await controller.GetStateAsync(), facets);
            }

            var ours = new List<string>();
            await foreach (var agentEvent in events.ReadAsync())
            {
                Add(JsonNode.Parse(EventSerializer.Default.ToJson(agentEvent))!.AsObject(), ours);
            }

            var recorded = new List<string>();
            foreach (var agentEvent in scenario["events_without_null_observations"]!.AsArray())
            {
                Add(agentEvent!.DeepClone().AsObject(), recorded);
            }

            facets.Add(new Facet($"misc/agent_controller/{name}/events", string.Join("\n", recorded), string.Join("\n", ours)));
        }

        return facets;
    }

    private static CmdOutputObservation Answer(AgentAction action) => new(action is CmdRunAction run ? run.Command : "") { Content = "o" };

    private static Task DoAsync(AgentController controller, string operation, string value)
    {
        switch (operation)
        {
            case "user":
                return controller.SendAsync(value);
            case "state":
                return controller.RequestAsync(Enum.GetValues<AgentState>().Single(state => state.ToWireName() == value));
            default:
                controller.ReportCost(double.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
                return Task.CompletedTask;
        }
    }

    // Null observations may come in between; a cause is named by what it is, not by its number.
    private static void Add(JsonObject agentEvent, List<string> lines)
    {
        if ((string?)agentEvent["observation"] == "null")
        {
            return;
        }

        var isAction = agentEvent.ContainsKey("action");
        var what = isAction ? agentEvent["args"] : new JsonArray(agentEvent["content"]!.DeepClone(), agentEvent["extras"]!.DeepClone());
        var cause = agentEvent.ContainsKey("cause") ? " (answer)" : "";
        lines.Add($"{agentEvent["source"]} {(string?)agentEvent["action"] ?? (string?)agentEvent["observation"]}{cause} {Vectors.Text(what)}");
    }

    private static void Compare(string name, JsonObject recorded, ControllerState ours, List<Facet> facets)
    {
        Of("agent_state", ours.AgentState.ToWireName());
        Of("iteration", ours.Iteration);
        Of("local_iteration", ours.LocalIteration);
        Of("max_iterations", ours.MaxIterations);
        Of("max_budget", ours.MaxBudget);
        Of("traffic", ours.Traffic == TrafficState.Normal ? "normal" : "throttling");
        Of("last_error", ours.LastError);
        Of("accumulated_cost", ours.Cost);
        facets.Add(new Facet($"{name}/outputs", Vectors.Text(recorded["outputs"]), Vectors.Text(ours.Outputs.ToString())));

        void Of(string aspect, object? value) =>
            facets.Add(new Facet($"{name}/{aspect}", recorded[aspect]?.ToString() ?? "null", Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } text ? Number(text, recorded[aspect]) : "null"));
    }

    // 2 and 2.0 are the same budget.
    private static string Number(string text, JsonNode? recorded) =>
        double.TryParse(text, out var number) && recorded is JsonValue value && value.TryGetValue<double>(out var other) && number == other ? recorded.ToString() : text;

    // What the recorded agents decided, as their recorded actions tell; confirmed and rejected copies are the controller's.
    private static IEnumerable<AgentAction> Script(string name, JsonObject scenario)
    {
        foreach (var json in scenario["events_without_null_observations"]!.AsArray().Where(json => json!["action"] is not null && (string?)json["source"] == "agent"))
        {
            var action = EventSerializer.Default.ReadAction(System.Text.Json.JsonDocument.Parse(json!.ToJsonString()).RootElement);
            var isCopy = name.StartsWith("confirmation", StringComparison.Ordinal) && action is IConfirmable { IsConfirmed: not ConfirmationStatus.AwaitingConfirmation } and not FileReadAction;
            if (!isCopy)
            {
                yield return action;
            }
        }
    }
}
