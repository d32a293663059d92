using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Conformance;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Local.Tests.Golden;

/// <summary>The recorded behaviour of the 0.9.3 base class: its decisions, its answers to published events, its environment variables.</summary>
[NonParallelizable]
public sealed class RuntimeBaseTests
{
    [Test]
    public async Task Actions_are_decided_on_in_the_recorded_order()
    {
        var rows = Vector.Read("misc/runtime_base.json")["run_action"]!.AsArray();

        foreach (var row in rows)
        {
            await using var runtime = new RecordedRuntime();
            await runtime.StartAsync();

            var observation = await runtime.ExecuteAsync(Action(row!["action"]!));

            Assert.That(Wire(observation), Is.EqualTo(row["observation"]!.ToJsonString()));
            Assert.That(runtime.Calls, Has.Count.EqualTo(row["calls"]?.AsArray().Count ?? 0));
        }

        Assert.That(rows, Has.Count.EqualTo(9));
    }

    [Test]
    public async Task Published_events_are_answered_as_recorded()
    {
        var recorded = Vector.Read("misc/runtime_base.json")["on_event"]!;
        var expected = recorded["events"]!.AsArray().Select(happened => happened!.ToJsonString()).ToList();
        await using var events = EventStream.CreateInMemory();
        await using var runtime = new RecordedRuntime(events);
        await runtime.StartAsync();
        await using var attachment = runtime.Attach();

        foreach (var happened in recorded["events"]!.AsArray().Where(happened => happened!["action"] is not null))
        {
            var source = happened!["source"]!.GetValue<string>() == "user" ? EventSource.User : EventSource.Agent;
            var published = await events.PublishAsync(Action(happened), source);
            await events.FollowAsync(published.Id + 1).FirstAsync();
        }

        var ours = await events.ReadAsync().Select(happened => Wire(happened, "timestamp")).ToListAsync();
        Assert.That(ours, Is.EqualTo(expected));

        // A timeout does not make a command blocking: the two say different things. 0.9.3 has true here for both.
        Assert.That(runtime.Calls.Cast<CmdRunAction>().Select(call => (call.Command, call.Blocking, call.Timeout!.Value.TotalSeconds, call.KeepPrompt)), Is.EqualTo(
            recorded["runtime_calls [name,command,blocking,timeout,keep_prompt]"]!.AsArray().Select(call =>
                (call![1]!.GetValue<string>(), call[1]!.GetValue<string>() == "pwd", call[3]!.GetValue<double>(), call[4]!.GetValue<bool>()))));
    }

    [Test]
    public async Task Variables_are_set_as_recorded_but_as_data()
    {
        var rows = Vector.Read("misc/runtime_base.json")["env"]!.AsArray();

        foreach (var row in rows)
        {
            var given = Variables(row!["env_vars"]);
            var ofHost = Variables(row["host_environ"]);
            using var host = new HostVariables(ofHost);
            var options = new LocalRuntimeOptions { EnableAutoLint = row["enable_auto_lint"]!.GetValue<bool>() };
            foreach (var (name, value) in given)
            {
                options.Environment[name] = value;
            }

            await using var runtime = new LocalRuntime(options);
            await runtime.StartAsync();

            // 0.9.3 sets them by commands, whose quoting lets bash expand values, and which can fail. Ours sets data, and cannot.
            var exported = string.Concat(row["calls"]!.AsArray().Where(call => call![0]!.GetValue<string>() == "run").Select(call => call![1]!.GetValue<string>()));
            var expected = given.Concat(ofHost.Select(variable => KeyValuePair.Create(variable.Key["SANDBOX_ENV_".Length..], variable.Value)))
                .Concat(options.EnableAutoLint ? [KeyValuePair.Create("ENABLE_AUTO_LINT", "true")] : []);
            foreach (var (name, value) in expected)
            {
                var seen = await runtime.RunAsync($"printenv -0 {name}");

                Assert.That(seen.Content, Is.EqualTo($"{value}\0"));
                Assert.That(exported, Does.Contain($"export {name}="));
            }

            Assert.That(exported.Split("export ").Length - 1, Is.EqualTo(expected.Count()), "0.9.3 exports these and no others.");
        }

        Assert.That(rows, Has.Count.EqualTo(10));
    }

    private static Dictionary<string, string> Variables(JsonNode? node) =>
        node?.AsObject().ToDictionary(variable => variable.Key, variable => variable.Value!.GetValue<string>()) ?? [];

    private static AgentAction Action(JsonNode node) => node["action"]!.GetValue<string>() == "weird"
        ? new UnknownAction()
        : EventSerializer.Default.ReadAction(JsonSerializer.SerializeToElement(node));

    private static string Wire(AgentEvent happened, params string[] without)
    {
        var json = JsonNode.Parse(EventSerializer.Default.ToJson(happened))!.AsObject();
        foreach (var stamped in without.Length > 0 ? without : ["id", "timestamp", "source", "cause"])
        {
            json.Remove(stamped);
        }

        return json.ToJsonString();
    }

    private sealed class HostVariables : IDisposable
    {
        private readonly Dictionary<string, string> _variables;

        public HostVariables(Dictionary<string, string> variables)
        {
            _variables = variables;
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var name in _variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }
}
