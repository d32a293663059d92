namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class ReaperTests : DockerTests
{
    private const string DeadProcess = "2147483646:20200101000000";

    private static readonly string s_dead = $"{HostProcess.Current[..(HostProcess.Current.LastIndexOf('/') + 1)]}{DeadProcess}";

    private readonly string _owner = $"reaper-{Guid.NewGuid():N}";

    [Test]
    public async Task What_a_dead_program_left_is_removed_and_nothing_else()
    {
        var left = await ContainerAsync(_owner, s_dead, kept: false);
        var foreign = await ContainerAsync($"{_owner}-other", s_dead, kept: false);
        var kept = await ContainerAsync(_owner, s_dead, kept: true);
        var elsewhere = await ContainerAsync(_owner, "other-machine/pid:[1]/boot/1:2", kept: false);
        var living = await ContainerAsync(_owner, HostProcess.Current, kept: false);
        var foreignName = await ContainerAsync(null, s_dead, kept: false);

        await SweepAsync(TimeProvider.System);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await IsThereAsync(left), Is.False);
            foreach (var other in new[] { foreign, kept, elsewhere, living, foreignName })
            {
                Assert.That(await IsThereAsync(other), Is.True);
            }
        }
    }

    [Test]
    public async Task What_was_kept_is_removed_when_nobody_has_used_it_for_long()
    {
        var kept = await ContainerAsync(_owner, s_dead, kept: true, secondsToLive: 3600);

        await SweepAsync(new LaterTime(TimeSpan.FromMinutes(59)));
        var early = await IsThereAsync(kept);
        await SweepAsync(new LaterTime(TimeSpan.FromMinutes(61)));

        Assert.That((early, await IsThereAsync(kept)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_sandbox_that_runs_is_asked_how_long_it_was_idle()
    {
        var runtime = await StartAsync(options =>
        {
            options.Owner = _owner;
            options.KeepOnStop = true;
        });
        await runtime.RunAsync("true", cancellationToken: Patience);
        var container = (await TestEngine.Engine.ListContainersAsync(new Dictionary<string, string> { [SandboxLabels.Owner] = _owner }, Patience)).Single();

        var idle = await SandboxIdleness.MeasureAsync(TestEngine.Engine, container, TimeProvider.System, Patience);
        await runtime.StopAsync();
        await TestEngine.Engine.RemoveContainerAsync(container.Id, Patience);

        Assert.That(idle, Is.GreaterThanOrEqualTo(TimeSpan.Zero).And.LessThan(TimeSpan.FromMinutes(1)));
    }

    private Task<IReadOnlyList<string>> SweepAsync(TimeProvider time) => SandboxReaper.SweepOnceAsync(TestEngine.Engine, _owner, new RuntimeLogging(null, time), Patience);

    private async Task<string> ContainerAsync(string? owner, string process, bool kept, int secondsToLive = 86400)
    {
        List<string> arguments =
        [
            "run", "-d", "--network", "none", "--label", $"openhands.process={process}", "--label", $"openhands.kept={(kept ? "true" : "false")}",
            "--label", $"openhands.idle-ttl={secondsToLive}", "--label", $"test-of={TestEngine.Owner}",
        ];
        if (owner is not null)
        {
            arguments.AddRange(["--label", $"openhands.owner={owner}"]);
        }

        var id = await TestEngine.DockerAsync([.. arguments, TestEngine.Image, "sleep", "600"]);
        if (kept && secondsToLive < 86400)
        {
            await TestEngine.DockerAsync("kill", id);
        }

        Own(new Container(id));
        return id;
    }

    private sealed class Container(string id) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await TestEngine.Engine.RemoveContainerAsync(id, CancellationToken.None);
    }

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
