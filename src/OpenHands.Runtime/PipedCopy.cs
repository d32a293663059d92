using System.IO.Pipelines;

namespace OpenHands;

/// <summary>Lets one side write what the other reads at the same time.</summary>
internal static class PipedCopy
{
    /// <summary>Runs both sides to their end. The failing side's own exception counts, not the broken pipe that the other side sees.</summary>
    public static async Task RunAsync(
        Func<Stream, CancellationToken, Task> write, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        var writing = RunSideAsync(write(pipe.Writer.AsStream(leaveOpen: true), cancellationToken), exception => pipe.Writer.Complete(exception));
        var reading = RunSideAsync(read(pipe.Reader.AsStream(leaveOpen: true), cancellationToken), exception => pipe.Reader.Complete(exception));
        var first = await Task.WhenAny(writing, reading).ConfigureAwait(false);
        await Task.WhenAll(writing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
        await Task.WhenAll(writing, reading).ConfigureAwait(false);
    }

    private static async Task RunSideAsync(Task side, Action<Exception?> complete)
    {
        try
        {
            await side.ConfigureAwait(false);
            complete(null);
        }
        catch (Exception exception)
        {
            complete(exception);
            throw;
        }
    }
}
