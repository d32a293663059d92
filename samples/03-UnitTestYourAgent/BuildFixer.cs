using System.Globalization;
using System.Text.RegularExpressions;
using OpenHands;

namespace UnitTestYourAgent;

/// <summary>A small agent: builds, adds the semicolon that the compiler misses, and builds again until it works or it is at a loss.</summary>
public sealed partial class BuildFixer : IAgent
{
    /// <inheritdoc />
    public string Name => "build-fixer";

    /// <inheritdoc />
    public IReadOnlyList<string> Plugins => [];

    /// <inheritdoc />
    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
        Task.FromResult(Decide(history[^1]));

    private static AgentAction Decide(AgentEvent last) => last switch
    {
        CmdOutputObservation { Succeeded: true } => new AgentFinishAction { Thought = "It builds." },
        CmdOutputObservation build => Repair(build.Content),
        MessageAction or FileWriteObservation => new CmdRunAction("make") { Blocking = true, KeepPrompt = false },
        _ => new AgentRejectAction { Thought = $"I did not expect this: {last.Message}" },
    };

    // The compiler says "main.c:3:9: error: expected ';' before '}' token": the semicolon belongs behind the line that it names.
    private static AgentAction Repair(string output) => MissingSemicolon().Match(output) is { Success: true } error
        ? InsertBehind(error.Groups["file"].Value, int.Parse(error.Groups["line"].Value, CultureInfo.InvariantCulture))
        : new AgentRejectAction { Thought = $"I cannot repair this: {output}" };

    private static FileWriteAction InsertBehind(string file, int line) => new(file, ";\n") { Start = line, End = line };

    [GeneratedRegex(@"^(?<file>[^\s:]+):(?<line>\d+):\d+: error: expected .;.", RegexOptions.Multiline)]
    private static partial Regex MissingSemicolon();
}
