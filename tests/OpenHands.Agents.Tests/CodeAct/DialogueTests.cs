using System.Collections.Concurrent;
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
                session.Messages(1).Skip(1).Select(message => $"{message.GetProperty("role")}: {Session.TextOf(message)}"),
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
            Assert.That(Session.TextOf(session.Messages(1)[^1]), Does.StartWith("Error: Nobody reads your messages"));
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
            Assert.That(Session.TextOf(session.Messages(1)[^1]), Does.EndWith("a.txt: 3 lines, 14 bytes."));
            Assert.That(Session.TextOf(session.Messages(2)[^1]), Does.EndWith("a.txt, lines 2 to 2; there may be more, from line 3 on\n     2\ttwo"));
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
            Assert.That(Session.TextOf(session.Messages(1)[^1]), Does.Contain("Waiting for input.").And.Contain("Name?"));
            Assert.That(string.Join('\n', session.Messages(replies.Length - 1).Select(Session.TextOf)), Does.Contain("Hi Ada"));
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
            Assert.That(Session.TextOf(session.Messages(0)[0]), Does.Contain("counter: Counts things."));
            Assert.That(Session.TextOf(session.Messages(1)[^1]), Does.Contain("The agent answered:").And.Contain("7"));
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
            Assert.That(Session.TextOf(session.Messages(0)[^1]), Is.EqualTo("Count the files."));
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

    [TestCase("<execute_browse>http://example.org/</execute_browse>", "This computer cannot do that.")]
    [TestCase("<execute_browse>goto('http://example.org/')</execute_browse>", "This computer cannot do that.")]
    [TestCase("<execute_delegate>Count.</execute_delegate>", "<execute_delegate> needs the name of an agent")]
    [TestCase("<execute_delegate agent=\"x\">Count.</execute_delegate>", "There is no agent 'x'.")]
    [TestCase("<execute_bash timeout=\"soon\">ls</execute_bash>", "must be a number of seconds above 0")]
    [TestCase("<execute_ipython> </execute_ipython>", "<execute_ipython> was empty")]
    [TestCase("  ", "The answer was empty.")]
    public async Task A_tag_that_means_nothing_here_is_told_to_the_model(string answer, string told)
    {
        await using var session = await Session.StartAsync(new SessionOptions { Dialect = ModelDialect.Text }, Reply.Say(answer), Reply.Say("<finish>"));

        var state = await session.Controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(Session.TextOf(session.Messages(1)[^1]), Does.StartWith("Error: ").And.Contain(told));
        }
    }
}
