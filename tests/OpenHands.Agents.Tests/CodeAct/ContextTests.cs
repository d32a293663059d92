namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>What the model is shown of a history that is longer than it can read.</summary>
public sealed class ContextTests
{
    private static readonly Reply s_finish = Reply.Call("finish", new { message = "Done." });

    [Test]
    public async Task A_long_history_is_summarised_once_and_fits()
    {
        const int Limit = 8_000;
        await using var endpoint = await ModelEndpoint.StartAsync((question, _) => question.GetProperty("messages")[0].ToString().Contains("=== RECORD ===", StringComparison.Ordinal)
            ? Reply.Say("All 400 steps went well so far.") with { Usage = null }
            : s_finish with { Usage = null });
        await using var session = await Session.StartAsync(
            new SessionOptions { Model = options => options with { ContextTokens = Limit, MaxOutputTokens = 500 } }, endpoint);
        var history = LongHistory(400);

        var first = await session.Agent.StepAsync(history);
        await session.Agent.StepAsync([.. history, new CmdRunAction("true") { Id = 5_000, Source = EventSource.Agent, Blocking = true }, new CmdOutputObservation("true") { Id = 5_001, Cause = 5_000 }]);

        var asked = endpoint.Questions;
        var messages = asked[1].GetProperty("messages").EnumerateArray().Select(Session.TextOf).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.InstanceOf<AgentFinishAction>());
            Assert.That(asked, Has.Count.EqualTo(3), "one summary, two steps");
            Assert.That(asked.Select(question => question.ToString().Length), Has.All.LessThan(Limit * 4));
            Assert.That(messages, Has.Some.EqualTo("Do the long task.").And.Some.Contains("All 400 steps went well so far."));
            Assert.That(messages[^1], Does.Contain("output 399"));
        }
    }

    [Test]
    public async Task What_the_endpoint_calls_too_long_is_asked_with_less()
    {
        await using var endpoint = await ModelEndpoint.StartAsync((question, _) => question.ToString().Length > 40_000
            ? Reply.Refuse(400, "This model's maximum context length is 8192 tokens.", "context_length_exceeded")
            : s_finish with { Usage = null });
        await using var session = await Session.StartAsync(new SessionOptions { Agent = new CodeActAgentOptions { Summarizes = false } }, endpoint);

        var action = await session.Agent.StepAsync(LongHistory(400));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(action, Is.InstanceOf<AgentFinishAction>());
            Assert.That(endpoint.Questions[^1].ToString(), Does.Contain("left out here, because the conversation grew too long").And.Contain("Do the long task."));
        }
    }

    [Test]
    public async Task What_is_always_too_long_is_an_error()
    {
        await using var session = await Session.StartAsync(Reply.Refuse(400, "Your prompt is too long"));

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Error));
            Assert.That(await session.ErrorAsync(), Does.Contain("is longer than the model loopback-1"));
        }
    }

    private static List<AgentEvent> LongHistory(int steps)
    {
        var history = new List<AgentEvent> { new MessageAction("Do the long task.") { Id = 0, Source = EventSource.User } };
        for (var i = 0; i < steps; i++)
        {
            history.Add(new CmdRunAction($"step {i}") { Id = (2 * i) + 1, Source = EventSource.Agent, Blocking = true, Thought = $"Step {i} is next." });
            history.Add(new CmdOutputObservation($"step {i}") { Id = (2 * i) + 2, Cause = (2 * i) + 1, Content = $"output {i} {new string('x', 100)}" });
        }

        return history;
    }
}
