using OpenHands.Execution;

namespace OpenHands.Local.Tests;

/// <summary>What programs beside the shell cost this process. Alone, so that nothing else is counted.</summary>
[NonParallelizable]
public sealed class ProcessResourceTests
{
    [Test]
    public async Task Fifty_programs_that_are_listened_to_need_no_threads_and_leave_no_descriptors()
    {
        using var workspace = new TemporaryDirectory();
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions { WorkspacePath = workspace.Path });
        await TalkAsync(executor, 1);
        var descriptors = Count("/proc/self/fd");
        var threads = Count("/proc/self/task");

        var most = await TalkAsync(executor, 50);

        Assert.That(most - threads, Is.LessThan(20), "They would need fifty, had each one of its own.");
        Assert.That(Count("/proc/self/fd"), Is.LessThanOrEqualTo(descriptors + 3));
    }

    // Asks each program while a read of every one of them waits.
    private static async Task<int> TalkAsync(ActionExecutor executor, int count)
    {
        var programs = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => executor.StartProcessAsync(new SandboxCommand("cat"))));
        var answers = programs.Select(program => new StreamReader(program.Output).ReadLineAsync()).ToArray();
        var threads = Count("/proc/self/task");
        foreach (var program in programs)
        {
            await program.Input.WriteAsync("hello\n"u8.ToArray());
        }

        Assert.That(await Task.WhenAll(answers), Has.All.EqualTo("hello"));
        await Task.WhenAll(programs.Select(program => program.DisposeAsync().AsTask()));
        return threads;
    }

    private static int Count(string directory) => Directory.GetFileSystemEntries(directory).Length;
}
