using System.Text.Json;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>However a task fails, the session takes the next one, and knows what came before.</summary>
internal sealed class NextTaskTests
{
    private const string Second = "The second task.";

    private static readonly Reply s_finish = Reply.Call("finish", new { message = "Done." });

    [TestCaseSource(nameof(Failures))]
    public async Task After_a_failure_the_next_task_is_done(Reply failure, SessionOptions options, string told)
    {
        await using var endpoint = await ModelEndpoint.StartAsync((question, _) => IsSecond(question) ? s_finish : failure);
        await using var session = await Session.StartAsync(options, endpoint);

        var first = await session.Controller.RunAsync("The first task.");
        var error = await session.ErrorAsync();
        var second = await session.Controller.RunAsync(Second);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.EqualTo(AgentState.Error));
            Assert.That(error, Does.Contain(told));
            Assert.That(second, Is.EqualTo(AgentState.Finished));
            Assert.That(endpoint.Questions[^1].ToString(), Does.Contain("The first task."));
        }
    }

    [Test]
    public async Task What_was_spent_stays_spent_until_somebody_grants_more()
    {
        var costly = Reply.Call("run", new { command = "echo $RANDOM" }) with { Usage = (1_000_000, 0) };
        await using var endpoint = await ModelEndpoint.StartAsync((question, _) => IsSecond(question) ? s_finish : costly);
        await using var session = await Session.StartAsync(new SessionOptions { Controller = new AgentControllerOptions { MaxBudget = 1.5, Headless = false } }, endpoint);

        var first = await session.Controller.RunAsync("The first task.");
        var asked = endpoint.Questions.Count;
        await session.Controller.RequestAsync(AgentState.Running);
        var granted = await session.Controller.WaitUntilSettledAsync();
        var second = await session.Controller.RunAsync(Second);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((first, asked), Is.EqualTo((AgentState.Paused, 2)));
            Assert.That(granted, Is.EqualTo(AgentState.Paused), "it was spent again");
            Assert.That(endpoint.Questions.Count - asked, Is.LessThanOrEqualTo(3));
            Assert.That(second, Is.EqualTo(AgentState.Finished));
        }
    }

    private static bool IsSecond(JsonElement question) => question.GetProperty("messages").EnumerateArray().Any(message => Session.TextOf(message) == Second);

    private static IEnumerable<TestCaseData> Failures()
    {
        var plain = new SessionOptions();
        var impatient = new SessionOptions { Model = model => model with { Timeout = TimeSpan.FromSeconds(1) } };
        var thrifty = new SessionOptions { Model = model => model with { MaxOutputTokens = 100 } };
        var brief = new SessionOptions { Controller = new AgentControllerOptions { MaxIterations = 2 } };
        (string Name, Reply Failure, SessionOptions Options, string Told)[] rows =
        [
            ("wrong key", Reply.Refuse(401, "Incorrect API key", "invalid_api_key"), plain, "does not accept the API key"),
            ("unknown model", Reply.Refuse(404, "The model does not exist", "model_not_found"), plain, "has no model loopback-1"),
            ("too long", Reply.Refuse(400, "Your prompt is too long"), plain, "is longer than the model loopback-1"),
            ("too busy", Reply.Refuse(429, "quota used up"), plain, "after 3 repetitions"),
            ("broken endpoint", Reply.Refuse(500, "oops"), plain, "500"),
            ("no answer", new Reply { Text = "Hm", Stalls = true }, impatient, "within 00:00:01"),
            ("endless answer", new Reply { Text = "blah ", IsEndless = true }, thrifty, "did not stop"),
            ("loop", Reply.Call("run", new { command = "true" }), plain, "Agent got stuck in a loop"),
            ("too many steps", Reply.Call("run", new { command = "echo $RANDOM" }), brief, "maximum number of iterations"),
        ];
        return rows.Select(row => new TestCaseData(row.Failure, row.Options, row.Told).SetArgDisplayNames(row.Name));
    }
}
