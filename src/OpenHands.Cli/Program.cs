using OpenHands;
using OpenHands.Cli;

const string Usage = """
    Usage: openhands task "TASK" --model NAME [--base-url URL] [OPTION…]
           openhands replay FILE [--runtime local|docker] [--workspace DIR] [--image IMAGE] [--no-python]

    task    lets a CodeAct agent work on one task to its end. Progress goes to standard error, its last words to standard output
    replay  does again what a trajectory has, in a fresh runtime, and says what came out differently

      --model NAME          the model's name at its endpoint
      --base-url URL        an OpenAI-compatible endpoint, with its version: http://127.0.0.1:8080/v1. Default: OpenAI's
      --api-key-env NAME    the environment variable that holds the key. Default: LLM_API_KEY, if it is set
      --dialect NAME        tools, the default, for models that call functions; text for others
      --vision              the model takes images
      --context-tokens N    tokens that question and answer may have together. Default 128000
      --input-price X, --output-price X   US dollars for a million tokens, for --max-budget
      --max-budget X        US dollars that the task may cost. Default: no limit
      --max-iterations N    steps that it may take. Default 100
      --trajectory FILE     writes every event as JSON, also when the task fails
      --runtime NAME        local, the default, is this machine and isolates nothing; docker is a container of its own
      --workspace DIR       the directory to work in; made when missing, and kept. Default: a temporary one, gone afterwards
      --image IMAGE         the image of the container. Default: OPENHANDS_IMAGE, else debian:12-slim
      --no-python           does without IPython

    Leaves with 0 when the agent finished (or nothing differed), 1 when it ended in an error (or something differed), 2 when it was
    called wrongly, 5 when it came to rest otherwise, 130 when it was interrupted.
    """;

if (args.Length == 0 || args.TakeWhile(argument => argument != "--").Any(argument => argument is "--help" or "-h"))
{
    await Console.Out.WriteLineAsync(Usage);
    return args.Length == 0 ? ExitCode.Misused : ExitCode.Done;
}

var screen = new Screen(Console.Error);
using var stop = new CancellationTokenSource();
using var ending = new EndOfProgram(stop);
try
{
    return args[0] switch
    {
        "task" => await TaskCommand.RunAsync(args[1..], Console.Out, screen, stop.Token),
        "replay" => await ReplayCommand.RunAsync(args[1..], Console.Out, screen, stop.Token),
        _ => throw new UsageException($"There is no command '{args[0]}'."),
    };
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n\n{Usage}");
    return ExitCode.Misused;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return ExitCode.Interrupted;
}
catch (Exception exception) when (exception is RuntimeException or ArgumentException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCode.Failed;
}
