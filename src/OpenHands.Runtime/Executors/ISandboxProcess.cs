namespace OpenHands;

/// <summary>A program that runs in a sandbox beside the agent's shell, until it ends or this is disposed.</summary>
/// <remarks>Each stream may be used by one reader or writer at a time; the three are independent of each other.</remarks>
public interface ISandboxProcess : IAsyncDisposable
{
    /// <summary>
    /// Its standard input. A write waits while the program does not read. Dispose the stream to tell the program that nothing more comes.
    /// Writing to one that has ended throws an <see cref="IOException"/>.
    /// </summary>
    Stream Input { get; }

    /// <summary>
    /// Its standard output. Somebody must read it: a program that has printed some 64 KiB more than was read waits. The end comes when the
    /// program, and every other one that it handed its output on to, has closed it.
    /// </summary>
    Stream Output { get; }

    /// <summary>Its standard error. Nobody needs to read it: the program never waits, and of what is not read the last 64 KiB are kept.</summary>
    Stream ErrorOutput { get; }

    /// <summary>
    /// Ends when the program has, with its exit code; 128 + n when signal n ended it. There may still be output to read then.
    /// Fails with a <see cref="RuntimeUnavailableException"/> when the sandbox is lost.
    /// </summary>
    Task<int> Completion { get; }
}
