namespace OpenHands.Cli;

/// <summary>Does again what a trajectory has, in a fresh runtime, and says what came out differently.</summary>
internal static class ReplayCommand
{
    private const int MostCharacters = 300;

    private static readonly string[] s_flags = [RuntimeChoice.NoPython];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, RuntimeChoice.Options, s_flags);
        if (line.Rest is not [var path])
        {
            throw new UsageException($"replay takes exactly one file; it got {line.Rest.Count}.");
        }

        var choice = new RuntimeChoice(line);
        var recorded = await Trajectory.ReadAsync(path, cancellationToken);
        var answers = recorded.OfType<Observation>().Where(observation => observation is { Cause: not null } and not NullObservation)
            .GroupBy(observation => observation.Cause!.Value).ToDictionary(group => group.Key, group => group.First());
        await using var runtime = await choice.StartWithSkillsAsync(line.Has(RuntimeChoice.NoPython), cancellationToken);
        var places = new PlaceNames(recorded, runtime.WorkspacePath);

        var done = 0;
        var different = 0;
        foreach (var action in recorded.OfType<AgentAction>().Where(ShouldRun))
        {
            var observation = await runtime.ExecuteAsync(places.InAction(action) with { Id = AgentEvent.Unassigned, Cause = null }, cancellationToken);
            done++;
            screen.Line($"{action.Id,4}  {action.Message}");
            if (answers.TryGetValue(action.Id, out var before) && Difference(places, before, observation) is { } difference)
            {
                different++;
                await output.WriteLineAsync($"{action.Id}: {action.Message}\n{difference}");
            }
        }

        await output.WriteLineAsync($"{done} actions, {different} different");
        return different == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // What waited for consent comes again when it was given.
    private static bool ShouldRun(AgentAction action) => action.IsRunnable && action is not IConfirmable { IsConfirmed: not ConfirmationStatus.Confirmed };

    private static string? Difference(PlaceNames places, Observation before, Observation now)
    {
        if (before.ObservationType != now.ObservationType)
        {
            return $"    was {before.ObservationType}, is {now.ObservationType}: {Short(now.Content)}";
        }

        if (before is CmdOutputObservation was && now is CmdOutputObservation { } command && was.ExitCode != command.ExitCode)
        {
            return $"    exit code was {was.ExitCode}, is {command.ExitCode}: {Short(now.Content)}";
        }

        return places.InText(before.Content).Trim() == now.Content.Trim() ? null : $"    was {Short(before.Content)}\n    is  {Short(now.Content)}";
    }

    private static string Short(string text)
    {
        var line = text.Trim().ReplaceLineEndings("⏎");
        return line.Length <= MostCharacters ? line : $"{line[..(MostCharacters / 2)]}…{line[^(MostCharacters / 2)..]}";
    }
}
