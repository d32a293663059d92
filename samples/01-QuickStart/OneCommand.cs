using OpenHands;
using OpenHands.Protocol;

namespace QuickStart;

/// <summary>Runs one command and prints its observation as the wire has it.</summary>
internal static class OneCommand
{
    public static async Task RunAsync(Runtime chosen, string command, CancellationToken cancellationToken)
    {
        await using var runtime = chosen;
        await runtime.StartAsync(cancellationToken);

        var action = new CmdRunAction(command) { Blocking = true, KeepPrompt = false };
        var observation = await runtime.ExecuteAsync(action, cancellationToken);

        Console.Out.WriteLine(EventSerializer.Default.ToJson(observation));
    }
}
