namespace OpenHands.Conformance;

/// <summary>A suite of promises that every backend keeps.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
/// <remarks>Tests run beside each other, each on an instance and on runtimes of its own.</remarks>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private readonly Stack<IAsyncDisposable> _owned = [];

    /// <summary>The backend.</summary>
    protected THarness Harness { get; } = new();

    /// <summary>Ends whatever a test waits for after a minute: it hangs.</summary>
    protected CancellationToken Patience { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    /// <summary>Skips the test, saying why, where the backend cannot be tested.</summary>
    [SetUp]
    public void SkipWhereUnavailable()
    {
        if (Harness.UnavailableBecause is { } reason)
        {
            Assert.Ignore(reason);
        }
    }

    /// <summary>Disposes what the test has made, the latest first.</summary>
    [TearDown]
    public async Task DisposeOwned()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    /// <summary>Disposes something after the test.</summary>
    protected TOwned Own<TOwned>(TOwned owned)
        where TOwned : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    /// <summary>Makes a runtime that is disposed after the test.</summary>
    protected Runtime Create(RuntimeSetup? setup = null) => Own(Harness.Create(setup ?? new RuntimeSetup()));

    /// <summary>Makes and starts a runtime that is disposed after the test.</summary>
    protected async Task<Runtime> StartAsync(RuntimeSetup? setup = null)
    {
        var runtime = Create(setup);
        await runtime.StartAsync(Patience);
        return runtime;
    }

    /// <summary>An empty directory of the host program, removed after the test.</summary>
    protected string MakeHostDirectory() => Own(new HostDirectory()).Path;
}
