namespace OpenHands.Execution.Bash;

/// <summary>Hears what a shell does, on the poller's thread: it must not block. Calls come one at a time and in order.</summary>
internal interface IShellListener
{
    /// <summary>The terminal showed something.</summary>
    void OnOutput(ReadOnlySpan<byte> bytes);

    /// <summary>A command ended; all of its output has been told before.</summary>
    void OnCompleted(CommandCompletion completion);

    /// <summary>The shell is gone; all output has been told before. The last call.</summary>
    /// <param name="exitCode">Its exit code, or 128 + n when signal n ended it.</param>
    void OnEnded(int exitCode);
}
