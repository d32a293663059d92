using System.Text.Json.Nodes;

namespace OpenHands.Local.Tests.Golden;

/// <summary>
/// Replays the recorded requests of the 0.9.3 sandbox server that concern the runtime, in their order, on one local runtime. Each answer
/// must be the recorded one, except where a difference is named.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class RecordedHttpTests
{
    // What is answered before any runtime is asked.
    private static readonly string[] s_ofTheExecutorHost =
    [
        "alive", "alive_wrong_method", "unknown_path", "execute_get", "execute_empty_body", "execute_bad_json", "execute_no_action_key", "execute_action_not_object",
        "empty_object", "observation_instead", "unknown_action", "bad_args", "not_runnable_message", "null_action", "finish", "list_bad_body",
        "upload_single", "upload_relative", "upload_recursive_not_zip", "upload_zip", "upload_badzip", "upload_no_file", "upload_traversal_name", "upload_dest_is_file",
        "list_up", "list_up2", "list_root_after", "find_uploads",
    ];

    // What needs a plugin.
    private static readonly string[] s_ofPlugins =
    [
        "ipython_without_jupyter", "browse_http", "browse_no_scheme", "browse_quote_injection", "browse_raise", "browse_interactive_fail", "browse_interactive_raise",
    ];

    [Test]
    public async Task What_was_recorded_is_answered_as_recorded_or_differs_for_a_named_reason()
    {
        var rows = Vector.Rows("client/http.json");
        var met = new HashSet<string>(StringComparer.Ordinal);
        await using var session = await RecordedSession.StartAsync();

        foreach (var row in rows.Where(row => !s_ofTheExecutorHost.Contains(NameOf(row)) && !s_ofPlugins.Contains(NameOf(row))))
        {
            var name = NameOf(row);
            var recorded = row["status"]!.GetValue<int>() == 200 ? row["body"] : null;
            var expected = recorded is null ? null : RecordedSession.Expect(recorded, met);

            var answer = await session.AnswerAsync(row["request"]!);

            if (DeliberateDifferences.OfRows.SingleOrDefault(difference => difference.Rows.Contains(name)) is { } difference)
            {
                Assert.That(JsonNode.DeepEquals(answer, expected), Is.False, $"{name} does not differ any more.");
                met.Add(name);
                expected = RecordedSession.Expect(difference, row["request"]!);
                await session.SendAsync(difference.ThenSend);
            }

            Assert.That(answer?.ToJsonString(), Is.EqualTo(expected?.ToJsonString()), name);
        }

        Assert.That(met, Is.EquivalentTo(
            DeliberateDifferences.OfRows.SelectMany(difference => difference.Rows)
                .Append(DeliberateDifferences.LineEnds).Append(DeliberateDifferences.OneSeparator).Append(DeliberateDifferences.Machine)), "A named difference that no row needs.");
    }

    [Test]
    public void No_recorded_row_is_passed_over_in_silence()
    {
        var names = Vector.Rows("client/http.json").Select(NameOf).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(names, Has.Count.EqualTo(116).And.Unique);
            Assert.That(s_ofTheExecutorHost, Is.SubsetOf(names).And.Length.EqualTo(28));
            Assert.That(s_ofPlugins, Is.SubsetOf(names).And.Length.EqualTo(7));
            Assert.That(DeliberateDifferences.OfRows.SelectMany(difference => difference.Rows), Is.SubsetOf(names).And.Unique);
        }
    }

    private static string NameOf(JsonNode row) => row["case"]!.GetValue<string>();
}
