using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>What the model is shown, and how its answers are taken.</summary>
public sealed class DialogueTests
{
    private static readonly Reply s_finish = Reply.Call("finish", new { message = "Done." });

    [Test]
    public async Task Words_are_told_while_they_come()
    {
        await using var session = await Session.StartAsync(Reply.Call("run", new { command = "true" }, "I look around first."), s_finish);
        var heard = new ConcurrentQueue<string>();
        session.Controller.TextReported += heard.Enqueue;

        await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(string.Concat(heard), Is.EqualTo("I look around first."));
            Assert.That(heard, Has.Count.GreaterThan(1));
        }
    }

    [Test]
    public async Task Words_alone_are_a_message_that_waits_for_the_user()
    {
        await using var session = await Session.StartAsync(Reply.Say("Which file?"), s_finish);

        var asked = await session.Controller.RunAsync("Fix it.");
        var state = await session.Controller.RunAsync("The second.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Is.EqualTo(AgentState.AwaitingUserInput));
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(
                session.Messages(1).Skip(1).Select(message => $"{message.GetProperty("role")}: {Text(message)}"),
                Is.EqualTo(["user: Fix it.", "assistant: Which file?", "user: The second."]));
        }
    }

    [Test]
    public async Task Where_nobody_answers_words_alone_are_sent_back()
    {
        await using var session = await Session.StartAsync(new SessionOptions { Agent = new CodeActAgentOptions { IsInteractive = false } }, Reply.Say("Which file?"), s_finish);

        var state = await session.Controller.RunAsync("Fix it.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(Text(session.Messages(1)[^1]), Does.StartWith("Error: Nobody reads your messages"));
        }
    }

    [Test]
    public async Task Of_several_calls_only_the_first_is_done()
    {
        await using var session = await Session.StartAsync(
            new Reply { Calls = [("run", """{"command":"echo one"}"""), ("run", """{"command":"echo two"}""")], FinishReason = "tool_calls" }, s_finish);

        await session.Controller.RunAsync("Go.");

        Assert.That((await session.EventsAsync()).OfType<CmdRunAction>().Select(run => run.Command), Is.EqualTo(["echo one"]));
    }

    [TestCase("I run it. <tool_call>{\"name\":\"run\",\"arguments\":{\"command\":\"echo hi\"}}</tool_call>")]
    [TestCase("I run it. <execute_bash>\n```bash\necho hi\n```\n</execute_bash>")]
    public async Task A_call_that_is_only_written_is_understood(string written)
    {
        await using var session = await Session.StartAsync(Reply.Say(written), s_finish);

        await session.Controller.RunAsync("Go.");

        Assert.That((await session.EventsAsync()).OfType<CmdRunAction>().Single(), Has.Property("Command").EqualTo("echo hi").And.Property("Thought").EqualTo("I run it."));
    }

    [Test]
    public async Task Files_are_read_and_written_by_actions()
    {
        await using var session = await Session.StartAsync(
            Reply.Call("write_file", new { path = "a.txt", content = "one\ntwo\nthree\n" }), Reply.Call("read_file", new { path = "a.txt", start_line = 2, end_line = 2 }), s_finish);

        await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Text(session.Messages(1)[^1]), Does.EndWith("a.txt: 3 lines, 14 bytes."));
            Assert.That(Text(session.Messages(2)[^1]), Does.EndWith("a.txt, lines 2 to 2; there may be more, from line 3 on\n     2\ttwo"));
        }
    }

    [Test]
    public async Task A_command_that_asks_is_answered([Values] ModelDialect dialect)
    {
        var replies = dialect == ModelDialect.Tools
            ? new[] { Reply.Call("run", new { command = "read -p 'Name? ' name; echo \"Hi $name\"" }), Reply.Call("send_input", new { text = "Ada", wait = true }), s_finish }
            : [Reply.Say("<execute_bash>read -p 'Name? ' name; echo \"Hi $name\""), Reply.Say("<execute_bash input=\"true\">Ada"), Reply.Say("<execute_bash>"), Reply.Say("<finish>")];
        await using var session = await Session.StartAsync(new SessionOptions { Dialect = dialect }, replies);

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(Text(session.Messages(1)[^1]), Does.Contain("Waiting for input.").And.Contain("Name?"));
            Assert.That(string.Join('\n', session.Messages(replies.Length - 1).Select(Text)), Does.Contain("Hi Ada"));
        }
    }

    [Test]
    public async Task Another_agent_takes_a_part_of_the_work([Values] ModelDialect dialect)
    {
        var registry = new AgentRegistry().Add("counter", () => new ScriptedAgent(new AgentFinishAction { Outputs = JsonPayload.Parse("""{"count":7}""") }));
        await using var session = await Session.StartAsync(
            new SessionOptions
            {
                Dialect = dialect,
                Agent = new CodeActAgentOptions { Delegates = new Dictionary<string, string>(StringComparer.Ordinal) { ["counter"] = "Counts things." } },
                Controller = new AgentControllerOptions { Agents = registry },
            },
            dialect == ModelDialect.Tools ? Reply.Call("delegate", new { agent = "counter", task = "Count." }) : Reply.Say("<execute_delegate agent=\"counter\">Count."),
            dialect == ModelDialect.Tools ? s_finish : Reply.Say("<finish>"));

        var state = await session.Controller.RunAsync("How many?");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That((await session.EventsAsync()).OfType<AgentDelegateAction>().Single().Inputs.ToString(), Is.EqualTo("""{"task":"Count."}"""));
            Assert.That(Text(session.Messages(0)[0]), Does.Contain("counter: Counts things."));
            Assert.That(Text(session.Messages(1)[^1]), Does.Contain("The agent answered:").And.Contain("7"));
        }
    }

    [Test]
    public async Task A_called_agent_works_on_its_inputs_and_answers_with_outputs()
    {
        await using var session = await Session.StartAsync(s_finish);
        var call = new AgentDelegateAction("CodeActAgent", JsonPayload.Parse("""{"task":"Count the files."}"""));

        var action = await session.Agent.StepAsync(new AgentContext { History = [call], Inputs = call.Inputs, DelegateLevel = 1 });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Text(session.Messages(0)[^1]), Is.EqualTo("Count the files."));
            Assert.That(((AgentFinishAction)action).Outputs.ToString(), Is.EqualTo("""{"result":"Done."}"""));
        }
    }

    [TestCase(true, 1)]
    [TestCase(false, 0)]
    public async Task Images_go_to_models_that_take_them(bool vision, int shown)
    {
        const string Pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        await using var session = await Session.StartAsync(new SessionOptions { Model = options => options with { Vision = vision } }, s_finish);

        await session.Agent.StepAsync([new MessageAction("What is this?") { Source = EventSource.User, ImagesUrls = [Pixel] }]);

        var text = session.Messages(0)[^1].GetProperty("content").ToString();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text.Split("image_url\":{").Length - 1, Is.EqualTo(shown));
            Assert.That(text.Contains("1 image came with this message that you cannot see", StringComparison.Ordinal), Is.Not.EqualTo(vision));
        }
    }

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
        var messages = asked[1].GetProperty("messages").EnumerateArray().Select(Text).ToList();
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

    [Test]
    public async Task Any_chat_client_will_do()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        using var client = new WordyClient();
        using var model = new ChatModel(client, new ModelOptions { Dialect = ModelDialect.Text });
        using var agent = new CodeActAgent(model, runtime);
        await using var controller = new AgentController(agent, runtime);

        var state = await controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(agent.Usage, Has.Property("Calls").EqualTo(1).And.Property("InputTokens").GreaterThan(0));
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

    private static string Text(System.Text.Json.JsonElement message) =>
        !message.TryGetProperty("content", out var content) ? ""
        : content.ValueKind == System.Text.Json.JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()))
            : content.ToString();

    /// <summary>Knows no finish reasons, usage or stop sequences.</summary>
    private sealed class WordyClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The agent streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "All is done. <fin");
            yield return new ChatResponseUpdate(ChatRole.Assistant, "ish></finish> And so on.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
