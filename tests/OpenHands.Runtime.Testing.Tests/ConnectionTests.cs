using Microsoft.Extensions.Time.Testing;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class ConnectionTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task After_some_actions_the_next_one_fails_without_having_begun(bool isTransient)
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>().Answer("ok");
        runtime.Connection.LoseAfter(2, isTransient);

        await runtime.RunAsync("one");
        await runtime.WriteFileAsync("two", "");
        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("three"));
        var listing = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.ListFilesAsync());

        Assert.That(exception!.Message, Does.Contain("Nothing was executed").And.Contain(isTransient ? "Try again" : "new sandbox"));
        Assert.That((exception.IsTransient, listing!.IsTransient, runtime.Connection.IsLost), Is.EqualTo((isTransient, isTransient, true)));
    }

    [Test]
    public async Task A_connection_that_is_mended_serves_again()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>().Answer("ok");
        runtime.Connection.Lose(isTransient: true);
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("one"));

        runtime.Connection.Restore();
        var observation = await runtime.RunAsync("one");

        Assert.That(observation.Content, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_connection_cut_in_mid_command_leaves_the_outcome_unknown()
    {
        await using var runtime = await FakeRuntime.StartNewAsync(timeProvider: new FakeTimeProvider());
        runtime.When("deploy").Answer("done").After(TimeSpan.FromSeconds(60));

        var running = runtime.RunAsync("deploy");
        await runtime.WaitForCallAsync<CmdRunAction>();
        runtime.Connection.Lose(isTransient: true);
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var exception = running.Exception!.InnerException;

        Assert.That(exception, Is.InstanceOf<RuntimeUnavailableException>().With.Message.Contains("outcome is unknown").And.Message.Contains("run \"deploy\""));
        Assert.That(((RuntimeException)exception!).IsTransient, Is.False);
        await runtime.Events.ShouldBeAnsweredAsync();
    }

    [Test]
    public async Task A_script_can_cut_the_connection_after_some_output()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("deploy").Disconnects().Printing("uploading…").Then("done");
        var seen = new List<string>();

        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(async () =>
        {
            await foreach (var update in runtime.StreamAsync(new CmdRunAction("deploy")))
            {
                seen.Add(((ExecutionUpdate.Output)update).Chunk.Text);
            }
        });
        runtime.Connection.Restore();
        var second = await runtime.RunAsync("deploy");

        Assert.That(exception!.Message, Does.Contain("outcome is unknown"));
        Assert.That(seen, Is.EqualTo(["uploading…"]));
        Assert.That(second.Content, Is.EqualTo("done"));
    }

    [Test]
    public async Task Files_cannot_be_reached_either()
    {
        using var workspace = new TempWorkspace();
        await using var runtime = await FakeRuntime.StartNewAsync();
        var file = workspace.Write("f", "x");
        runtime.Connection.Lose();

        foreach (var use in new Func<Task>[]
        {
            () => runtime.CopyToAsync(file, ""), () => runtime.CopyFromAsync("f", workspace.Root), () => runtime.ReadFileAsync("f"),
            () => runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["A"] = "" }),
        })
        {
            await Assert.ThrowsAsync<RuntimeUnavailableException>(use);
        }
    }
}
