using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

/// <summary>Tests of the tools of a runtime in memory.</summary>
public abstract class FakeToolTests
{
    protected FakeRuntime Runtime { get; private set; }

    private protected Toolbox Tools { get; private set; }

    private protected virtual AgentToolOptions Options => new();

    [SetUp]
    public async Task StartAsync()
    {
        Runtime = await FakeRuntime.StartNewAsync();
        Tools = new Toolbox(Runtime, Options);
    }

    [TearDown]
    public async Task StopAsync() => await Runtime.DisposeAsync();
}
