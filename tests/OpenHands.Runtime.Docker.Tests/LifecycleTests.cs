namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class LifecycleTests : DockerTests
{
    [Test]
    public async Task A_container_without_a_network_or_a_port_runs_commands_and_is_gone_afterwards()
    {
        var runtime = await StartAsync();

        var output = await OutputAsync(runtime, "echo hello from $PWD; ls /sys/class/net");
        var ports = await TestEngine.DockerAsync("inspect", "--format", "{{json .HostConfig.PortBindings}} {{json .NetworkSettings.Ports}}", runtime.ContainerId!);
        await runtime.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(output, Is.EqualTo("hello from /workspace\nlo"));
            Assert.That(ports, Is.EqualTo("{} {}").Or.EqualTo("null {}"));
            Assert.That(await IsThereAsync(runtime.ContainerId!), Is.False);
        }
    }

    [Test]
    public async Task The_steps_of_the_start_are_told()
    {
        var runtime = Create();
        var phases = new List<string>();
        runtime.StatusChanged += status => phases.Add(status.Phase);

        await runtime.StartAsync(Patience);

        Assert.That(phases, Is.SupersetOf(["creating_container", "starting_container", "waiting_for_executor", "ready"]));
        Assert.That(runtime.Capabilities.Isolation, Is.EqualTo(IsolationLevel.Container));
    }

    [TestCase("running")]
    [TestCase("paused")]
    [TestCase("stopped")]
    public async Task A_kept_sandbox_is_attached_to_by_its_session_while_it_is(string state)
    {
        var first = await StartAsync(options => options.KeepOnStop = true);
        await first.WriteFileAsync("kept.txt", "still here", Patience);
        await first.RunAsync("cd /tmp", cancellationToken: Patience);
        await first.StopAsync();
        if (state == "paused")
        {
            await TestEngine.DockerAsync("pause", first.ContainerId!);
        }
        else if (state == "stopped")
        {
            await TestEngine.DockerAsync("kill", first.ContainerId!);
        }

        var second = await StartAsync(options =>
        {
            options.SessionId = first.SessionId;
            options.AttachToExisting = true;
        });
        var content = await second.ReadFileAsync("/workspace/kept.txt", Patience);
        var directory = await OutputAsync(second, "pwd");
        await second.StopAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.ContainerId, Is.EqualTo(first.ContainerId));
            Assert.That(content, Is.EqualTo("still here"));
            Assert.That(directory, Is.EqualTo(state == "stopped" ? "/workspace" : "/tmp"));
            Assert.That(await IsThereAsync(first.ContainerId!), Is.False, "The second runtime does not keep it.");
        }
    }

    [Test]
    public async Task Attaching_where_nothing_is_makes_a_new_sandbox()
    {
        var runtime = await StartAsync(options => options.AttachToExisting = true);

        Assert.That(await OutputAsync(runtime, "echo new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_session_that_has_a_sandbox_already_is_refused_and_its_sandbox_left_alone()
    {
        var first = await StartAsync();
        var second = Create(options => options.SessionId = first.SessionId);

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => second.StartAsync(Patience));

        Assert.That(exception!.Message, Does.Contain(first.SessionId).And.Contain("AttachToExisting").And.Contain("docker rm -f"));
        Assert.That(await OutputAsync(first, "echo alive"), Is.EqualTo("alive"));
    }

    [Test]
    public async Task A_paused_sandbox_refuses_actions_and_goes_on_where_it_was()
    {
        var runtime = await StartAsync();
        await runtime.RunAsync("cd /tmp; x=1", cancellationToken: Patience);

        await runtime.PauseAsync(Patience);
        await runtime.PauseAsync(Patience);
        var refusal = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("true", cancellationToken: Patience));
        await runtime.ResumeAsync(Patience);
        await runtime.ResumeAsync(Patience);
        var output = await OutputAsync(runtime, "echo $x $PWD");

        Assert.That((refusal!.IsTransient, refusal.Message), Is.EqualTo((true, refusal.Message)));
        Assert.That(refusal.Message, Does.Contain("paused").And.Contain("ResumeAsync"));
        Assert.That(output, Is.EqualTo("1 /tmp"));
    }

    [Test]
    public async Task A_start_that_is_cancelled_leaves_no_container()
    {
        var runtime = Create();
        using var stop = new CancellationTokenSource();
        runtime.StatusChanged += status =>
        {
            if (status.Phase == "waiting_for_executor")
            {
                stop.Cancel();
            }
        };

        await Assert.CatchAsync<OperationCanceledException>(() => runtime.StartAsync(stop.Token));

        Assert.That(await IsThereAsync($"openhands-{runtime.SessionId}"), Is.False);
    }

    [Test]
    public async Task Twenty_start_at_once_and_do_not_see_each_other()
    {
        var runtimes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync()));

        var output = await Task.WhenAll(runtimes.Select((runtime, i) => OutputAsync(runtime, $"echo {i} > mine; cat mine; ls")));

        Assert.That(output, Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"{i}\nmine")));
    }
}
