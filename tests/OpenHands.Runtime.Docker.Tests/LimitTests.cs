namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class LimitTests : DockerTests
{
    private const string EatMemory = "python3 -c 'a = bytearray(512 << 20); print(len(a))'";

    private const string Bomb = """
        python3 - <<'END'
        import subprocess
        try:
            while True:
                subprocess.Popen(["sleep", "300"])
        except OSError as error:
            print(error)
        END
        """;

    [Test]
    public async Task A_command_that_uses_too_much_memory_is_killed_and_the_observation_says_why()
    {
        var runtime = await StartAsync(options => options.MemoryBytes = 128L << 20);

        var killed = await runtime.RunAsync(EatMemory, cancellationToken: Patience);
        var plain = await runtime.RunAsync("sh -c 'kill -9 $$'", cancellationToken: Patience);
        var next = await OutputAsync(runtime, "echo alive");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((killed.ExitCode, killed.Content), Is.EqualTo((137, killed.Content)));
            Assert.That(killed.Content, Does.Contain("ran out of memory").And.Contain("128 MiB"));
            Assert.That(plain.ExitCode, Is.EqualTo(137));
            Assert.That(plain.Content, Does.Not.Contain("memory"), "Who is killed by others has not run out of it.");
            Assert.That(next, Is.EqualTo("alive"));
        }
    }

    [Test]
    public async Task A_fork_bomb_fills_its_sandbox_and_no_other()
    {
        var bombed = await StartAsync(options => options.Processes = 64);
        var other = await StartAsync();

        var bomb = await bombed.RunAsync(Bomb, cancellationToken: Patience);
        var elsewhere = await OutputAsync(other, "echo alive");

        Assert.That(bomb.Content, Does.Contain("Resource temporarily unavailable"));
        Assert.That(elsewhere, Is.EqualTo("alive"));
    }

    [Test]
    public async Task A_full_disk_is_told_and_nothing_hangs()
    {
        var runtime = await StartAsync(options => options.Mounts.Add(DockerMount.Memory("/small", 1 << 20)));

        var command = await runtime.RunAsync("head -c 4000000 /dev/zero > /small/a", cancellationToken: Patience);
        var write = await runtime.ExecuteAsync(new FileWriteAction("/small/b", new string('x', 100_000)), Patience);
        await runtime.RunAsync("rm /small/a", cancellationToken: Patience);
        await runtime.WriteFileAsync("/small/b", "fits", Patience);

        Assert.That((command.Succeeded, command.Content), Is.EqualTo((false, command.Content)));
        Assert.That(command.Content, Does.Contain("No space left"));
        Assert.That(write, Is.InstanceOf<ErrorObservation>().With.Property(nameof(Observation.Content)).Contains("No space left").IgnoreCase);
    }
}
