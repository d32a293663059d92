using OpenHands;
using QuickStart;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, interrupt) =>
{
    interrupt.Cancel = true;
    stop.Cancel();
};

try
{
    switch (args)
    {
        case [] or ["--runtime", _] when RuntimeChoice.Names.Contains(args.ElementAtOrDefault(1) ?? "local"):
            await Tour.RunAsync(RuntimeChoice.Make(args.ElementAtOrDefault(1) ?? "local", () => new AgentSkillsPlugin()), stop.Token);
            return 0;
        case ["exec", var command]:
            await OneCommand.RunAsync(RuntimeChoice.Make("local"), command, stop.Token);
            return 0;
        case ["exec", "--runtime", var name, var command] when RuntimeChoice.Names.Contains(name):
            await OneCommand.RunAsync(RuntimeChoice.Make(name), command, stop.Token);
            return 0;
        default:
            Console.Error.WriteLine($"Usage: QuickStart [--runtime NAME] | exec [--runtime NAME] COMMAND, where NAME is {string.Join(" or ", RuntimeChoice.Names)}");
            return 2;
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
catch (RuntimeException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
