namespace OpenHands;

/// <summary>What an agent streams in one step: without secrets, also those that come in pieces.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StepText(SecretMasker secrets, Action<string> tell)
{
    private readonly Lock _gate = new();
    private readonly StreamingMask _mask = secrets.CreateStreaming();

    /// <summary>Tells the next piece, less what may be the beginning of a secret.</summary>
    public void Add(string text) => Tell(() => _mask.Write(text));

    /// <summary>Has the agent decide; at the end of it, tells what was held back.</summary>
    public async Task<AgentAction> DuringAsync(Func<Task<AgentAction>> decide)
    {
        try
        {
            return await decide().ConfigureAwait(false);
        }
        finally
        {
            Tell(_mask.Flush);
        }
    }

    // In order, also where an agent reports from several threads.
    private void Tell(Func<string> next)
    {
        lock (_gate)
        {
            if (next() is { Length: > 0 } text)
            {
                tell(text);
            }
        }
    }
}
