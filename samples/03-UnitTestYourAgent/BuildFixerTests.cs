using OpenHands;
using OpenHands.Testing;

namespace UnitTestYourAgent;

[TestFixture]
public sealed class BuildFixerTests
{
    [Test]
    public async Task It_adds_the_missing_semicolon_and_builds_again()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.Files.Write("main.c", "int main()\n{\nreturn 0\n}\n");
        runtime.When("make").Answer("main.c:3:9: error: expected ';' before '}' token", exitCode: 2).Then("built");

        var history = await runtime.RunAgentAsync(new BuildFixer(), "Make it build.");

        runtime.ShouldHaveRun("make", times: 2);
        runtime.ShouldHaveFile("main.c", "int main()\n{\nreturn 0\n;\n}\n");
        history.ShouldContain<AgentFinishAction>();
    }

    [Test]
    public async Task It_touches_nothing_when_it_does_not_understand_the_error()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("make").Answer("cc: out of memory", exitCode: 2);

        var history = await runtime.RunAgentAsync(new BuildFixer(), "Make it build.");

        runtime.ShouldNotHaveRun<FileWriteAction>();
        Assert.That(history.ShouldContain<AgentRejectAction>().Thought, Does.Contain("out of memory"));
    }

    [Test]
    public async Task It_does_not_build_twice_when_the_sandbox_is_lost_in_mid_build()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("make").Disconnects();

        var lost = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAgentAsync(new BuildFixer(), "Make it build."));

        Assert.That(lost!.Message, Does.Contain("outcome is unknown"));
        runtime.ShouldHaveRun("make", times: 1);
        await runtime.Events.ShouldBeAnsweredAsync();
    }

    // Recorded once with a real runtime: (await Recording.ReadAsync(runtime.Events)).SaveAsync("Recorded/build.jsonl").
    [Test]
    public async Task It_still_acts_as_in_the_recorded_session()
    {
        var recording = await Recording.LoadAsync(Path.Combine(AppContext.BaseDirectory, "Recorded", "build.jsonl"));
        await using var runtime = FakeRuntime.Replay(recording);
        await runtime.StartAsync();

        await runtime.RunAgentAsync(new BuildFixer(), "Make it build.");

        runtime.ShouldHaveFollowedItsScript();
    }
}
