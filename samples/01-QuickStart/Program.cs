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
        case []:
            await Tour.RunAsync(stop.Token);
            return 0;
        case ["exec", var command]:
            await OneCommand.RunAsync(command, stop.Token);
            return 0;
        default:
            Console.Error.WriteLine("Usage: QuickStart [exec COMMAND]");
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
