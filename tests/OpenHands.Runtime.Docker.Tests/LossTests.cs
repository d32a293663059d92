namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class LossTests : DockerTests
{
    [TestCase("rm -f", "gone|ended with exit code 137")]
    [TestCase("kill", "ended with exit code 137")]
    public async Task A_container_that_vanishes_under_a_command_is_told_at_once(string how, string what)
    {
        var runtime = await StartAsync(options => options.ReconnectTimeout = TimeSpan.FromMinutes(2));
        var began = new TaskCompletionSource();
        var running = ConsumeAsync(runtime, began);
        await began.Task.WaitAsync(Patience);

        await TestEngine.DockerAsync([.. how.Split(' '), runtime.ContainerId!]);
        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => running.WaitAsync(TimeSpan.FromSeconds(30), Patience));
        var later = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("true", cancellationToken: Patience));
        var upload = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.ListFilesAsync(cancellationToken: Patience));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception!.Message, Does.Match(what).And.Contain("Start a new runtime"));
            Assert.That(exception.IsTransient, Is.False);
            Assert.That(later!.Message, Does.Match(what));
            Assert.That(upload!.Message, Does.Match(what));
        }
    }

    [Test]
    public async Task A_connection_that_is_cut_is_opened_again_and_the_command_goes_on()
    {
        var runtime = await StartAsync(options =>
        {
            options.Profile = DockerProfile.Root;
            options.ConnectThroughEngine = true;
        });
        var began = new TaskCompletionSource();
        var running = ConsumeAsync(runtime, began, "echo begun; until [ -e go ]; do sleep 0.05; done; echo done >> ran; cat ran");
        await began.Task.WaitAsync(Patience);

        await TestEngine.DockerAsync("exec", runtime.ContainerId!, "pkill", "-f", "openhands-executor connect");
        await TestEngine.DockerAsync("exec", runtime.ContainerId!, "touch", "/workspace/go");
        var observation = (CmdOutputObservation)await running.WaitAsync(Patience);

        Assert.That((observation.ExitCode, observation.Content), Is.EqualTo((0, "begun\ndone")), "It ran once.");
    }

    private async Task<Observation> ConsumeAsync(DockerRuntime runtime, TaskCompletionSource began, string command = "echo begun; sleep 300")
    {
        await foreach (var update in runtime.StreamAsync(new CmdRunAction(command) { Blocking = true, KeepPrompt = false }, Patience))
        {
            switch (update)
            {
                case ExecutionUpdate.Output:
                    began.TrySetResult();
                    break;
                case ExecutionUpdate.Completed completed:
                    return completed.Observation;
            }
        }

        throw new InvalidOperationException("The stream ended without an observation.");
    }
}
