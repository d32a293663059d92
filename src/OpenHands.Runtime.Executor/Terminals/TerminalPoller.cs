using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace OpenHands.Execution.Terminals;

/// <summary>Waits on the descriptors of every shell in this process, on one thread, without ever waking up for nothing.</summary>
/// <remarks>
/// One thread sees both a shell's output and its completion, so it can read all output before it reports the end. With a thread for
/// each, completion overtook output in some of a thousand commands.
/// </remarks>
internal sealed unsafe class TerminalPoller
{
    private const int Add = 1;
    private const int Remove = 2;
    private const int Modify = 3;
    private const uint Readable = 0x1;
    private const int MaxEvents = 64;

    // struct epoll_event is packed on x64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - 8;

    private readonly ConcurrentDictionary<long, Action> _handlers = new();
    private readonly FileDescriptor _epoll = FileDescriptor.Own(Libc.CreateEpoll(Libc.CloseOnExec), "epoll_create1");
    private readonly OneShotTimer _resumption = new();
    private readonly Lock _pauseGate = new();
    private readonly Dictionary<long, FileDescriptor> _paused = [];
    private long _lastKey;

    private TerminalPoller()
    {
        Watch(_resumption.Descriptor, Resume);
        var thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "OpenHands terminals" };
        thread.UnsafeStart();
    }

    /// <summary>The poller of this process, started with the first shell.</summary>
    public static TerminalPoller Shared { get; } = new();

    /// <summary>Calls a handler on the poller's thread whenever a descriptor can be read or has ended. The handler must not block.</summary>
    /// <returns>The key that the other methods take.</returns>
    public long Watch(FileDescriptor descriptor, Action onReadable)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _handlers[key] = onReadable;
        if (!Control(Add, descriptor, key, Readable))
        {
            var reason = Libc.LastError();
            _handlers.TryRemove(key, out _);
            throw new IOException($"epoll_ctl failed: {reason}.");
        }

        return key;
    }

    /// <summary>Lets output wait for a millisecond.</summary>
    /// <remarks>
    /// Most commands end within that, and their completion reads their output: waking up for each of the two would cost a short command
    /// a good part of its time. A longer one is watched from then on.
    /// </remarks>
    public void Pause(long key, FileDescriptor descriptor)
    {
        lock (_pauseGate)
        {
            _paused[key] = descriptor;
            Control(Modify, descriptor, key, events: 0);
            if (_paused.Count == 1)
            {
                _resumption.Start();
            }
        }
    }

    /// <summary>Stops watching, before the descriptor is closed. A handler that runs at this moment may still finish.</summary>
    public void Unwatch(long key, FileDescriptor descriptor)
    {
        lock (_pauseGate)
        {
            _paused.Remove(key);
        }

        if (_handlers.TryRemove(key, out _))
        {
            Control(Remove, descriptor, key, events: 0);
        }
    }

    private void Resume()
    {
        lock (_pauseGate)
        {
            _resumption.Acknowledge();
            foreach (var (key, descriptor) in _paused)
            {
                Control(Modify, descriptor, key, Readable);
            }

            _paused.Clear();
        }
    }

    private bool Control(int operation, FileDescriptor descriptor, long key, uint events)
    {
        var epollEvent = stackalloc byte[16];
        *(uint*)epollEvent = events;
        *(long*)(epollEvent + DataOffset) = key;
        return Libc.ControlEpoll(_epoll.Number, operation, descriptor.Number, epollEvent) == 0;
    }

    private void Run()
    {
        var events = stackalloc byte[MaxEvents * 16];
        while (true)
        {
            var count = Libc.WaitEpoll(_epoll.Number, events, MaxEvents, -1);
            for (var i = 0; i < count; i++)
            {
                var key = *(long*)(events + (i * EventSize) + DataOffset);
                if (_handlers.TryGetValue(key, out var handler))
                {
                    handler();
                }
            }
        }
    }
}
