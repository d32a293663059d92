namespace OpenHands.Testing;

/// <summary>The programs of a fake sandbox: those that are scripted, and those that were started.</summary>
internal sealed class FakePrograms
{
    private readonly Lock _gate = new();
    private readonly List<SandboxCommand> _started = [];
    private ProcessScript[] _latestFirst = [];

    /// <summary>What was started so far, in order.</summary>
    public IReadOnlyList<SandboxCommand> Started
    {
        get
        {
            lock (_gate)
            {
                return [.. _started];
            }
        }
    }

    public ProcessScript Add(Func<SandboxCommand, bool> matches, string description)
    {
        var script = new ProcessScript(matches, description);
        lock (_gate)
        {
            _latestFirst = [script, .. _latestFirst];
        }

        return script;
    }

    /// <summary>What a program does.</summary>
    /// <exception cref="RuntimeAssertionException">Nothing is scripted for it.</exception>
    public Func<FakeProgram, CancellationToken, Task<int>> Start(SandboxCommand command, UnscriptedActions unscripted)
    {
        var scripts = Volatile.Read(ref _latestFirst);
        var body = scripts.Select(script => script.Find(command)).FirstOrDefault(found => found is not null);
        if (body is null && unscripted == UnscriptedActions.Fail)
        {
            throw new RuntimeAssertionException(
                $"""
                No program is scripted for {Summary.Of(command)}.
                {(scripts.Length == 0 ? "There are no scripted programs." : string.Join('\n', scripts.Select(script => $"  {script}").Prepend("Scripted, the latest first:")))}
                Script it with runtime.WhenStarts({Summary.Quote(command.Program)}).Answers(…), .Exits(…) or .Runs(…).
                """);
        }

        lock (_gate)
        {
            _started.Add(command);
        }

        return body ?? EndAtOnce;
    }

    private static Task<int> EndAtOnce(FakeProgram program, CancellationToken cancellationToken) => Task.FromResult(0);
}
