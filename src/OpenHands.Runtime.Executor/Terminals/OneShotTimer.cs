namespace OpenHands.Execution.Terminals;

/// <summary>A timer of one millisecond that a poller can wait for like for any other descriptor.</summary>
internal sealed unsafe class OneShotTimer
{
    private const int MonotonicClock = 1;
    private const long Nanoseconds = 1_000_000;

    /// <summary>Becomes readable when the time is over.</summary>
    public FileDescriptor Descriptor { get; } =
        FileDescriptor.Own(Libc.CreateTimer(MonotonicClock, Libc.CloseOnExec | Libc.NonBlocking), "timerfd_create");

    public void Start()
    {
        // interval seconds and nanoseconds, then time seconds and nanoseconds
        var times = stackalloc long[] { 0, 0, 0, Nanoseconds };
        _ = Libc.SetTimer(Descriptor.Number, 0, times, null);
    }

    /// <summary>Makes it not readable again.</summary>
    public void Acknowledge()
    {
        Span<byte> expirations = stackalloc byte[8];
        Descriptor.Read(expirations);
    }
}
