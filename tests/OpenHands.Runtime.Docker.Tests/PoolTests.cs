namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class PoolTests : DockerTests
{
    [Test]
    public async Task A_claimed_sandbox_is_one_that_was_ready_and_another_takes_its_place()
    {
        var pool = Own(new DockerRuntimePool(TestEngine.Options(), 2));
        await pool.StartAsync(Patience);
        var ready = pool.Ready;

        var runtime = Own(await pool.ClaimAsync("claimed", cancellationToken: Patience));
        var output = await OutputAsync(runtime, "echo hello; id -u");
        await pool.StartAsync(Patience);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ready, Is.EqualTo(2));
            Assert.That(runtime.SessionId, Is.EqualTo("claimed"));
            Assert.That(output, Does.StartWith("hello"));
        }
    }

    [Test]
    public async Task A_claimed_sandbox_can_be_attached_to_by_its_session()
    {
        var options = TestEngine.Options();
        options.KeepOnStop = true;
        var pool = Own(new DockerRuntimePool(options, 1));
        await pool.StartAsync(Patience);
        var session = $"claimed-{Guid.NewGuid():N}";
        var first = await pool.ClaimAsync(session, cancellationToken: Patience);
        await first.WriteFileAsync("f", "kept", Patience);
        await first.StopAsync();

        var second = await StartAsync(again =>
        {
            again.SessionId = session;
            again.AttachToExisting = true;
        });

        Assert.That((second.ContainerId, await second.ReadFileAsync("/workspace/f", Patience)), Is.EqualTo((first.ContainerId, "kept")));
    }

    [Test]
    public async Task A_sandbox_that_died_in_the_pool_is_not_given_out()
    {
        var options = TestEngine.Options();
        options.Labels["pool"] = Guid.NewGuid().ToString("N");
        var pool = Own(new DockerRuntimePool(options, 1));
        await pool.StartAsync(Patience);
        await TestEngine.DockerAsync("kill", await TestEngine.DockerAsync("ps", "-q", "--filter", $"label=pool={options.Labels["pool"]}"));

        var runtime = Own(await pool.ClaimAsync(cancellationToken: Patience));

        Assert.That(await OutputAsync(runtime, "echo alive"), Is.EqualTo("alive"));
    }

    [Test]
    public async Task Disposing_a_pool_removes_what_nobody_claimed_and_leaves_the_rest()
    {
        var options = TestEngine.Options();
        options.Labels["pool"] = Guid.NewGuid().ToString("N");
        var pool = new DockerRuntimePool(options, 2);
        await pool.StartAsync(Patience);
        var runtime = Own(await pool.ClaimAsync(cancellationToken: Patience));

        await pool.DisposeAsync();
        await pool.DisposeAsync();
        var left = await TestEngine.DockerAsync("ps", "-aq", "--no-trunc", "--filter", $"label=pool={options.Labels["pool"]}");

        Assert.That(left, Is.EqualTo(runtime.ContainerId));
        Assert.That(await OutputAsync(runtime, "echo alive"), Is.EqualTo("alive"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.ClaimAsync(cancellationToken: Patience));
    }

    [Test]
    public async Task A_pool_that_cannot_be_filled_says_why()
    {
        var options = TestEngine.Options();
        options.Image = "openhands-test:no-such-image";
        var pool = Own(new DockerRuntimePool(options, 2));

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => pool.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain("openhands-test:no-such-image"));
    }
}
