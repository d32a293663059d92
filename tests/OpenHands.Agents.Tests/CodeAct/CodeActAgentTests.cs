using OpenHands.Local;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>The agent with a real endpoint, a real runtime and a real controller.</summary>
public sealed class CodeActAgentTests
{
    [Test]
    public async Task A_task_runs_from_the_first_command_to_the_end([Values] ModelDialect dialect)
    {
        await using var endpoint = await ModelEndpoint.StartAsync(dialect == ModelDialect.Tools
            ?
            [
                Reply.Call("run", new { command = "echo $((6*7))" }, "I will compute it."),
                Reply.Call("finish", new { message = "It is 42." }),
            ]
            :
            [
                Reply.Say("I will compute it.\n<execute_bash>\necho $((6*7))\n"),
                Reply.Say("<finish>It is 42.</finish>"),
            ]);
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        using var model = endpoint.Model(dialect);
        using var agent = new CodeActAgent(model, runtime);
        await using var controller = new AgentController(agent, runtime);

        var state = await controller.RunAsync("What is six times seven?");

        var events = await runtime.Events.ReadAsync().ToListAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished), string.Join('\n', events.Select(e => e.Message)));
            Assert.That(events.OfType<CmdRunAction>().Single(), Has.Property("Command").EqualTo("echo $((6*7))").And.Property("Thought").EqualTo("I will compute it."));
            Assert.That(events.OfType<CmdOutputObservation>().Single().Content, Is.EqualTo("42"));
            Assert.That(events.OfType<AgentFinishAction>().Single().Thought, Is.EqualTo("It is 42."));
            Assert.That(controller.Cost, Is.EqualTo(2 * ((1_000 * 1.0) + (100 * 10)) / 1_000_000).Within(1e-9));
            Assert.That(endpoint.Questions[1].GetProperty("messages").ToString(), Does.Contain("Exit code 0.").And.Contain("42"));
        }
    }
}
