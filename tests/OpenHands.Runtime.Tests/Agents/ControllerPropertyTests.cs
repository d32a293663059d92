using CsCheck;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

/// <summary>Whatever users, agents and runtimes do, and in whatever order: only states that may follow, and no action without an answer.</summary>
[TestFixture]
public sealed class ControllerPropertyTests
{
    // Letters are what the user does; each number is what the agent does in its next step.
    private static readonly Gen<string> s_user = Gen.Char["mmmpprsscjixea"].Array[1, 12].Select(letters => new string(letters));
    private static readonly Gen<int[]> s_agent = Gen.Int[0, 12].Array[1, 16];
    private static readonly Gen<bool> s_headless = Gen.Bool;

    [Test]
    public async Task Random_users_agents_and_runtimes_never_leave_the_table_nor_lose_an_answer() =>
        await Gen.Select(s_user, s_agent, s_headless).SampleAsync(
            async (user, agent, headless) => await PlayAsync(user, agent, headless),
            iter: 300,
            threads: 2,
            print: story => $"user '{story.Item1}', agent [{string.Join(", ", story.Item2)}], headless {story.Item3}");

    private static async Task PlayAsync(string user, int[] script, bool headless)
    {
        var agent = new ScriptAgent();
        Array.ForEach(script, choice => agent.Then((_, cancellationToken) => ChooseAsync(choice, cancellationToken)));
        var options = new AgentControllerOptions
        {
            MaxIterations = 6,
            Headless = headless,
            Confirmation = script.Length % 3 == 0 ? ConfirmationPolicy.Always : ConfirmationPolicy.Never,
            Agents = new AgentRegistry().Add("helper", () => new ScriptAgent("helper").Then(new CmdRunAction("help"), new AgentFinishAction())),
        };
        await using var harness = await ControllerHarness.StartAsync(agent, options);
        var answer = harness.StandIn.Answer;
        harness.StandIn.Answer = action => action is CmdRunAction { Command: "echo 12" } ? null : answer(action);
        foreach (var letter in user)
        {
            await DoAsync(harness, letter);
        }

        // Whatever it was doing: stopped, it comes to rest; and told to go on, it does.
        await StopAsync(harness);
        var message = await harness.Controller.SendAsync("go on");
        Assert.That(await harness.Controller.WaitUntilKnownAsync(message.Id).WaitAsync(Patience.Long), Is.Not.EqualTo(AgentState.Stopped));
        await StopAsync(harness);
        harness.Clock.Advance(TimeSpan.FromHours(1));
        await harness.Controller.DisposeAsync().AsTask().WaitAsync(Patience.Long);
        await CheckAsync(harness);
    }

    private static async Task<AgentAction> ChooseAsync(int choice, CancellationToken cancellationToken)
    {
        switch (choice)
        {
            case 0:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return new NullAction();
            case 1:
                throw new InvalidOperationException("broken");
            case 2:
                throw new AgentResponseException("useless");
            default:
                await Task.Yield();
                return choice switch
                {
                    3 => new AgentFinishAction(),
                    4 => new AgentRejectAction(),
                    5 => new MessageAction("?") { WaitForResponse = true },
                    6 => new NullAction(),
                    7 => new AgentDelegateAction("helper", JsonPayload.EmptyObject),
                    8 => new AgentDelegateAction("nobody", JsonPayload.EmptyObject),
                    9 => new AddTaskAction("", "a task"),
                    _ => new CmdRunAction($"echo {choice}"),
                };
        }
    }

    private static async Task DoAsync(ControllerHarness harness, char letter)
    {
        switch (letter)
        {
            case 'm':
                await harness.Controller.SendAsync("go on");
                break;
            case 'a':
                harness.Clock.Advance(TimeSpan.FromMinutes(4));
                break;
            case 'x':
                await harness.Events.PublishAsync(new CmdRunAction("of the user"), EventSource.User);
                break;
            case 'e':
                await harness.Events.PublishAsync(new CmdOutputObservation("of nobody") { Cause = harness.Events.LatestId }, EventSource.Agent);
                break;
            default:
                var state = letter switch
                {
                    'p' => AgentState.Paused,
                    'r' => AgentState.Running,
                    's' => AgentState.Stopped,
                    'c' => AgentState.UserConfirmed,
                    'j' => AgentState.UserRejected,
                    _ => AgentState.Init,
                };
                await harness.Events.PublishAsync(new ChangeAgentStateAction(state), EventSource.User);
                break;
        }
    }

    private static async Task StopAsync(ControllerHarness harness)
    {
        var request = await harness.Events.PublishAsync(new ChangeAgentStateAction(AgentState.Stopped), EventSource.User);
        Assert.That(await harness.Controller.WaitUntilKnownAsync(request.Id).WaitAsync(Patience.Long), Is.EqualTo(AgentState.Stopped));
    }

    private static async Task CheckAsync(ControllerHarness harness)
    {
        await harness.StandIn.DisposeAsync();
        var events = await harness.Events.ReadAsync().ToListAsync();
        var state = AgentState.Loading;
        foreach (var change in events.OfType<AgentStateChangedObservation>())
        {
            Assert.That(AgentStateTransitions.Allows(state, change.AgentState), Is.True, $"{state} was followed by {change.AgentState} in event {change.Id}.");
            state = change.AgentState;
        }

        // The stand-in may have been told to leave before it had answered the last one; all others have an answer.
        var answered = events.OfType<Observation>().Where(observation => observation is not NullObservation).Select(observation => observation.Cause).ToHashSet();
        var unanswered = events.OfType<AgentAction>()
            .Where(action => action is { IsRunnable: true, Source: EventSource.Agent } and not IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation } || (action is AgentDelegateAction))
            .Where(action => !answered.Contains(action.Id) && action.Id <= harness.StandInHandled);
        Assert.That(unanswered.Select(action => $"{action.Id}: {action.Message}"), Is.Empty);
    }
}
