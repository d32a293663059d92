namespace OpenHands.Conformance;

/// <summary>A suite whose tests run cells. Skipped, saying what is missing, where the sandbox has no IPython.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class CellSuite<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <summary>Skips the test where there is no IPython.</summary>
    [SetUp]
    public void SkipWithoutIPython()
    {
        if (!Runtime.Capabilities.Supports("run_ipython"))
        {
            Assert.Ignore(Runtime.Capabilities.Missing["run_ipython"]);
        }
    }

    /// <summary>Runs a cell.</summary>
    protected Task<IPythonRunCellObservation> CellAsync(string code, TimeSpan? timeout = null) => CellAsync(Runtime, code, timeout);

    /// <summary>Runs a cell on another runtime than this test's.</summary>
    protected async Task<IPythonRunCellObservation> CellAsync(Runtime runtime, string code, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        var observation = await runtime.ExecuteAsync(new IPythonRunCellAction(code) { Timeout = timeout }, Patience);
        Assert.That(observation, Is.InstanceOf<IPythonRunCellObservation>(), observation.Content);
        return (IPythonRunCellObservation)observation;
    }

    /// <summary>What a cell told, without the two lines at the end.</summary>
    protected async Task<string> TellsAsync(string code) => Output(await CellAsync(code));

    /// <summary>What the cell of an observation told, without the two lines at the end.</summary>
    protected static string Output(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return observation.Content[..observation.Content.LastIndexOf("\n[Jupyter current working directory: ", StringComparison.Ordinal)];
    }

    /// <summary>The kernel's working directory, as an observation tells it.</summary>
    protected static string Directory(Observation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        return observation.Content.Split('\n')[^2]["[Jupyter current working directory: ".Length..^1];
    }
}
