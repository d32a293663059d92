using System.Globalization;

namespace OpenHands.Docker;

/// <summary>
/// Tells commands that the kernel killed for lack of memory from others that were killed: both end with exit code 137. The kernel counts
/// what it kills; the count is in a file that the container sees, and has gone up before the killed process is gone.
/// </summary>
internal sealed class OutOfMemoryWatch(Sandbox sandbox, HttpActionExecutor executor, long memoryBytes)
{
    private const int Killed = 128 + 9;
    private const string Counter = "oom_kill ";

    // Control groups of version 2, then of version 1.
    private static readonly string[] s_files = ["/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

    /// <summary>Counts what was killed before; only needed where a sandbox lived before this connection to it.</summary>
    public Task BeginAsync() => HasKilledAsync();

    /// <summary>Adds a sentence to the observation of a command that was killed when memory ran out.</summary>
    public async Task<Observation> ExplainAsync(Observation observation)
    {
        if (observation is not CmdOutputObservation { ExitCode: Killed } killed || !await HasKilledAsync().ConfigureAwait(false))
        {
            return observation;
        }

        var sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"[The sandbox ran out of memory: the kernel killed a process. It may use {memoryBytes / (1 << 20)} MiB.]");
        const string PromptStart = "\r\n\r\n";
        var prompt = killed.Content.LastIndexOf(PromptStart, StringComparison.Ordinal);
        var output = prompt < 0 ? killed.Content : killed.Content[..prompt];
        var rest = prompt < 0 ? "" : killed.Content[prompt..];
        return killed with { Content = $"{output}{(output.Length == 0 || output.EndsWith('\n') ? "" : "\n")}{sentence}{rest}" };
    }

    private async Task<bool> HasKilledAsync()
    {
        try
        {
            var count = await CountAsync().ConfigureAwait(false);
            return sandbox.ReportOutOfMemory(count);
        }
        catch (Exception exception) when (exception is RuntimeException or IOException)
        {
            // The observation stands without the sentence.
            return false;
        }
    }

    private async Task<long> CountAsync()
    {
        foreach (var file in s_files)
        {
            if (await executor.ExecuteAsync(new FileReadAction(file) { Timeout = TimeSpan.FromSeconds(5) }).ConfigureAwait(false) is FileReadObservation read
                && read.Content.Split('\n').FirstOrDefault(line => line.StartsWith(Counter, StringComparison.Ordinal)) is { } line
                && long.TryParse(line.AsSpan(Counter.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }
        }

        return 0;
    }
}
