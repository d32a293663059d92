namespace OpenHands.Conformance;

/// <summary>A suite whose tests each find a runtime that has been started.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class RuntimeConformanceTests<THarness> : ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <summary>A time that a command which must be stopped is given: short, so that the suite is quick.</summary>
    protected static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(300);

    /// <summary>The runtime of this test.</summary>
    protected Runtime Runtime { get; private set; } = null!;

    /// <summary>What every test of the suite wants of its runtime.</summary>
    protected virtual RuntimeSetup Setup => new();

    /// <summary>Starts <see cref="Runtime"/>.</summary>
    [SetUp]
    public async Task StartRuntime() => Runtime = await StartAsync(Setup);

    /// <summary>Runs a command to its end, without a prompt block.</summary>
    protected Task<CmdOutputObservation> RunAsync(string command, TimeSpan? timeout = null) => Runtime.RunAsync(command, timeout, Patience);

    /// <summary>Executes an action that a shell command answers.</summary>
    protected async Task<CmdOutputObservation> ExecuteAsync(CmdRunAction action)
    {
        var observation = await Runtime.ExecuteAsync(action, Patience);
        Assert.That(observation, Is.InstanceOf<CmdOutputObservation>(), observation.Content);
        return (CmdOutputObservation)observation;
    }

    /// <summary>Sends text or a key to the running command.</summary>
    protected Task<CmdOutputObservation> SendAsync(string input) =>
        ExecuteAsync(new CmdRunAction(input) { IsInput = true, KeepPrompt = false, Blocking = true });

    /// <summary>Begins a command and returns while it runs.</summary>
    protected RunningAction Begin(string command, TimeSpan? timeout = null) =>
        Begin(new CmdRunAction(command) { Blocking = true, KeepPrompt = false, Timeout = timeout });

    /// <summary>Begins an action and returns while it runs.</summary>
    protected RunningAction Begin(AgentAction action) => Own(new RunningAction(Runtime, action, Patience));

    /// <summary>Which of these processes of the sandbox have not ended, after some time to do so.</summary>
    /// <param name="pids">Process ids, as a command printed them.</param>
    /// <param name="observer">The runtime that looks; <see langword="null"/> for this test's.</param>
    protected async Task<IReadOnlyList<string>> SurvivorsAsync(IEnumerable<string> pids, Runtime? observer = null) =>
        Numbers(await (observer ?? Runtime).RunAsync(Survivors.CommandFor(string.Join(' ', pids)), cancellationToken: Patience));

    /// <summary>The lines of output that are numbers, such as process ids; what bash says of its jobs is not.</summary>
    protected static string[] Numbers(CmdOutputObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return [.. observation.Content.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line.All(char.IsAsciiDigit))];
    }
}
