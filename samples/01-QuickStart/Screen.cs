using OpenHands;

namespace QuickStart;

/// <summary>Prints actions and observations: in colour on a terminal, plain into files and where <c>NO_COLOR</c> is set.</summary>
internal static class Screen
{
    private const string Bold = "1";
    private const string Red = "31";
    private const string Green = "32";
    private const string Blue = "34";
    private const string Grey = "90";

    private static readonly bool s_hasColour = !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    public static void Heading(string text)
    {
        Console.Out.WriteLine();
        Line(Bold, text);
    }

    public static void Action(AgentAction action) => Line(Blue, $"> {action.Message}");

    public static void Output(string text) => Console.Out.Write(text);

    public static void Observation(Observation observation)
    {
        switch (observation)
        {
            case CmdOutputObservation run:
                Line(run.Succeeded ? Green : Red, $"< exit code {run.ExitCode}");
                break;
            case FileReadObservation read:
                Output(read.Content);
                Line(Green, $"< {read.Message}");
                break;
            case IPythonRunCellObservation cell:
                // An image is a long line of base64, which a terminal cannot show.
                var images = cell.Content.Split("![image](data:image/png;base64,").Length - 1;
                Output("\n");
                Line(cell.Succeeded ? Green : Red, $"< {cell.Status}, with {images} image(s)".ToLowerInvariant());
                break;
            case ErrorObservation:
                Line(Red, $"< {observation.Message}");
                break;
            default:
                Line(Green, $"< {observation.Message}");
                break;
        }
    }

    public static void Recorded(AgentEvent recorded)
    {
        var cause = recorded.Cause is { } id ? $", answers {id}" : "";
        Console.Out.Write($"{recorded.Id,3}  {recorded.Message}");
        Line(Grey, $"  ({recorded.Source}, {recorded.Timestamp:HH:mm:ss.fff}{cause})");
    }

    private static void Line(string colour, string text) => Console.Out.WriteLine(s_hasColour ? $"\e[{colour}m{text}\e[0m" : text);
}
