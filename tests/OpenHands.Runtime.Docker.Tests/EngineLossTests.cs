namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class EngineLossTests : DockerTests
{
    [Test]
    public async Task A_killed_engine_is_told_and_a_sandbox_that_outlives_it_is_used_again()
    {
        var (engine, runtime) = await StartOnOwnEngineAsync(liveRestore: true, options =>
        {
            options.ReconnectTimeout = TimeSpan.FromSeconds(1);
            options.ConnectThroughEngine = true;
        });
        await runtime.RunAsync("x=kept; cd /tmp", cancellationToken: Patience);

        await engine.KillAsync();
        var lost = await Assert.CatchAsync<RuntimeException>(() => runtime.RunAsync("echo lost", cancellationToken: Patience));
        var start = await Assert.ThrowsAsync<RuntimeStartException>(() => Create(options => options.Endpoint = engine.Endpoint).StartAsync(Patience));
        await engine.StartAsync(liveRestore: true, Patience);
        var output = await OutputAsync(runtime, "echo $x $PWD");
        await runtime.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(lost!.Message, Does.Contain("not reached").Or.Contain("broke"));
            Assert.That(start!.Message, Does.Contain("No Docker engine answers").And.Contain(engine.Endpoint));
            Assert.That(output, Is.EqualTo("kept /tmp"));
        }
    }

    [Test]
    public async Task A_sandbox_that_is_reached_directly_goes_on_without_its_engine()
    {
        var (engine, runtime) = await StartOnOwnEngineAsync(liveRestore: true);
        await runtime.RunAsync("x=kept", cancellationToken: Patience);

        await engine.KillAsync();
        var meanwhile = await OutputAsync(runtime, "echo $x");
        await engine.StartAsync(liveRestore: true, Patience);
        await runtime.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(meanwhile, Is.EqualTo("kept"));
            Assert.That(await TestEngine.DockerAsync("--host", engine.Endpoint, "ps", "--all", "--quiet"), Is.Empty, "The runtime removed its container when the engine was back.");
        }
    }

    [Test]
    public async Task A_sandbox_that_died_with_its_engine_is_told_when_the_engine_is_back()
    {
        var (engine, runtime) = await StartOnOwnEngineAsync(liveRestore: false);
        await runtime.RunAsync("true", cancellationToken: Patience);

        await engine.KillAsync();
        await engine.StartAsync(liveRestore: false, Patience);
        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("true", cancellationToken: Patience));

        Assert.That((exception!.IsTransient, exception.Message), Is.EqualTo((false, exception.Message)));
        Assert.That(exception.Message, Does.Contain("ended with exit code").And.Contain("Start a new runtime"));
    }

    private async Task<(OwnEngine Engine, DockerRuntime Runtime)> StartOnOwnEngineAsync(bool liveRestore, Action<DockerRuntimeOptions>? configure = null)
    {
        if (OwnEngine.UnavailableBecause is { } reason)
        {
            Assert.Ignore(reason);
        }

        var engine = Own(new OwnEngine());
        await engine.StartAsync(liveRestore, Patience);
        await engine.CopyImageAsync(TestEngine.SmallImage);
        var runtime = await StartAsync(options =>
        {
            options.Endpoint = engine.Endpoint;
            options.Image = TestEngine.SmallImage;
            configure?.Invoke(options);
        });
        return (engine, runtime);
    }
}
