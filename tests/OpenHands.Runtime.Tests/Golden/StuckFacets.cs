using System.Text;
using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>Which histories count as stuck, and what becomes of a task tree.</summary>
internal static class StuckFacets
{
    public static IEnumerable<Facet> Histories()
    {
        foreach (var (name, row) in Vectors.Rows("misc/stuck_detector"))
        {
            var history = row["events"]!.AsArray().Select(Read).ToList();
            yield return new Facet($"{name}/is_stuck", Vectors.Text(row["is_stuck"]), StuckDetector.IsStuck(history) ? "true" : "false");
            yield return new Facet($"{name}/almost_stuck", Vectors.Text(row["almost_stuck"]), "not kept");
        }
    }

    public static IEnumerable<Facet> Tasks()
    {
        foreach (var (sequence, index) in Vectors.Load("misc/root_task").AsArray().Select((sequence, index) => (sequence!.AsArray(), index)))
        {
            var tree = new TaskTree();
            for (var i = 0; i < sequence.Count; i++)
            {
                var refusal = Apply(tree, sequence[i]!["op"]!.AsArray());
                yield return new Facet($"misc/root_task/{index}/{i}/refused", sequence[i]!["error"] is null ? "" : Outcome.Refused, refusal is null ? "" : Outcome.Refused);
                yield return new Facet($"misc/root_task/{index}/{i}/tree", Vectors.Text(sequence[i]!["tree"]), Vectors.Text(tree.ToTask().ToJson()));
                if (sequence[i]!["error"] is { } error)
                {
                    yield return new Facet($"misc/root_task/{index}/{i}/error", (string)error["message"]!, refusal!);
                }
                else
                {
                    yield return new Facet($"misc/root_task/{index}/{i}/text", (string)sequence[i]!["text"]!, tree.ToString());
                }
            }
        }
    }

    private static AgentEvent Read(JsonNode? json) => EventSerializer.Default.ReadStored(Encoding.UTF8.GetBytes(json!.ToJsonString()));

    private static string? Apply(TaskTree tree, JsonArray operation)
    {
        try
        {
            var (id, value) = ((string)operation[1]!, (string)operation[2]!);
            if ((string)operation[0]! == "add_subtask")
            {
                tree.Add(id, value, operation.Count > 3 ? JsonPayload.Parse(operation[3]!.ToJsonString()) : null);
            }
            else
            {
                tree.SetState(id, value);
            }

            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
