using ControllerWithoutServer;
using OpenHands;
using OpenHands.Local;

// An agent at work on this machine, with nobody but this program around it. Every action that may change something is asked about, and
// here the answer is yes.
var task = args.Length > 0 ? string.Join(' ', args) : "buy bread write tests sleep";

await using var runtime = new LocalRuntime();
await runtime.StartAsync();

var options = new AgentControllerOptions { Confirmation = ConfirmationPolicy.Always, MaxIterations = 20 };
await using var controller = new AgentController(new LineCounter(), runtime, options);

var state = await controller.RunAsync(task);
while (state == AgentState.AwaitingUserConfirmation)
{
    await controller.RequestAsync(AgentState.UserConfirmed);
    state = await controller.WaitUntilSettledAsync();
}

await foreach (var recorded in runtime.Events.ReadAsync())
{
    if (recorded is not NullObservation)
    {
        var what = recorded is AgentStateChangedObservation change ? $"The agent is {change.AgentState}." : recorded.Message;
        Console.Out.WriteLine($"{recorded.Id,3}  {recorded.Source,-5}  {what}");
    }
}

var outputs = (await controller.GetStateAsync()).Outputs;
Console.Out.WriteLine($"{state} after {controller.Iteration} steps: {outputs}");
return state == AgentState.Finished ? 0 : 1;
