namespace OpenHands.Docker.Tests;

/// <summary>Tests that start containers of their own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class DockerTests
{
    private readonly Stack<IAsyncDisposable> _owned = [];

    /// <summary>Ends whatever a test waits for: it hangs.</summary>
    protected CancellationToken Patience { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [SetUp]
    public void SkipWhereUnavailable() => TestEngine.Require();

    [TearDown]
    public async Task DisposeOwned()
    {
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    protected TOwned Own<TOwned>(TOwned owned)
        where TOwned : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    protected DockerRuntime Create(Action<DockerRuntimeOptions>? configure = null)
    {
        var options = TestEngine.Options();
        configure?.Invoke(options);
        return Own(new DockerRuntime(options));
    }

    protected async Task<DockerRuntime> StartAsync(Action<DockerRuntimeOptions>? configure = null)
    {
        var runtime = Create(configure);
        await runtime.StartAsync(Patience);
        return runtime;
    }

    protected async Task<string> OutputAsync(Runtime runtime, string command)
    {
        var observation = await runtime.RunAsync(command, cancellationToken: Patience);
        return observation.Content.Trim();
    }

    protected async Task<RuntimeStartException> StartFailsAsync(Action<DockerRuntimeOptions> configure)
    {
        var runtime = Create(configure);
        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync(Patience));
        Assert.That(await IsThereAsync($"openhands-{runtime.SessionId}"), Is.False, "Nothing is left of a start that failed.");
        return exception!;
    }

    protected async Task<bool> IsThereAsync(string container) => await TestEngine.Engine.InspectContainerAsync(container, Patience) is not null;
}
