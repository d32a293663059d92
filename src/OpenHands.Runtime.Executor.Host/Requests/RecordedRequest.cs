using System.Diagnostics.CodeAnalysis;

namespace OpenHands.Execution.Host;

/// <summary>A request that changes something: its work, its output, and its one answer.</summary>
/// <param name="id">Its id; <see langword="null"/> for one that nobody can ask for again.</param>
/// <param name="fingerprint">What it asks, so that an id is not used for something else.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a timer a source holds nothing, and a late cancel must find it alive.")]
internal sealed class RecordedRequest(string? id, string fingerprint)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<HostAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Id { get; } = id;

    public string Fingerprint { get; } = fingerprint;

    public OutputHub Output { get; } = new();

    /// <summary>Cancelled when the client asks for it.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>The answer, also of a failure. Never fails itself.</summary>
    public Task<HostAnswer> Answer => _answer.Task;

    /// <summary>Stops it before it has begun.</summary>
    public void Stop() => _stop.Cancel();

    public Task StopAsync() => _stop.CancelAsync();

    public async Task RunAsync(Func<RecordedRequest, Task<HostAnswer>> work)
    {
        HostAnswer answer;
        try
        {
            answer = await work(this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            answer = HostErrors.For(exception);
        }

        Output.End();
        _answer.SetResult(answer);
    }
}
