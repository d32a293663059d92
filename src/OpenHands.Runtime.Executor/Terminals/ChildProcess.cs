using System.Runtime.InteropServices;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Terminals;

/// <summary>A process started as the leader of its own session, on a terminal or on none.</summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const short SetSignalMask = 0x08;
    private const short SetSignalDefaults = 0x04;
    private const short SetSession = 0x80;
    private const int NoHang = 1;
    private const nint PidFdOpen = 434;

    private int _exitCode = -1;

    private ChildProcess(int pid, FileDescriptor handle)
    {
        Pid = pid;
        Handle = handle;
    }

    /// <summary>Its process id; also the id of its session.</summary>
    public int Pid { get; }

    /// <summary>Becomes readable when the process has ended.</summary>
    public FileDescriptor Handle { get; }

    /// <summary>Starts a program.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, with its name first.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <param name="terminalPath">The terminal it is given as number 1, and by that as its controlling terminal; <see langword="null"/> for none.</param>
    /// <param name="descriptors">Further descriptors, in order: the number it finds each at, and ours. A number of its own (as 1) is duplicated.</param>
    /// <exception cref="IOException">It cannot be started; the message names the program, the directory and the reason.</exception>
    public static ChildProcess Start(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string workingDirectory,
        string? terminalPath,
        ReadOnlySpan<(int Number, int Source)> descriptors)
    {
        // Larger than the opaque types of any C library; zeroed by the language.
        var actions = stackalloc byte[1024];
        var attributes = stackalloc byte[1024];
        var signals = stackalloc byte[256];
        using var strings = new NativeStrings();

        Check(Libc.InitFileActions(actions), "posix_spawn_file_actions_init");
        Check(Libc.InitAttributes(attributes), "posix_spawnattr_init");
        try
        {
            Check(Libc.AddChangeDirectory(actions, strings.Add(workingDirectory)), "posix_spawn_file_actions_addchdir_np");
            if (terminalPath is not null)
            {
                // The first terminal that a session leader opens becomes its controlling terminal.
                Check(Libc.AddOpen(actions, 1, strings.Add(terminalPath), Libc.ReadWrite, 0), "posix_spawn_file_actions_addopen");
            }

            foreach (var (number, source) in descriptors)
            {
                Check(Libc.AddDuplicate(actions, source, number), "posix_spawn_file_actions_adddup2");
            }

            if (terminalPath is null)
            {
                CloseFurtherDescriptors(actions, descriptors);
            }

            // .NET ignores SIGPIPE and masks others; commands must not inherit that.
            _ = Libc.FillSignals(signals);
            Check(Libc.SetDefaultSignals(attributes, signals), "posix_spawnattr_setsigdefault");
            _ = Libc.ClearSignals(signals);
            Check(Libc.SetSignalMask(attributes, signals), "posix_spawnattr_setsigmask");
            Check(Libc.SetAttributeFlags(attributes, SetSession | SetSignalDefaults | SetSignalMask), "posix_spawnattr_setflags");

            var argv = strings.AddArray(arguments);
            var envp = strings.AddArray([.. environment.Select(variable => $"{variable.Key}={variable.Value}")]);
            int pid;
            var error = Libc.Spawn(&pid, strings.Add(path), actions, attributes, argv, envp);
            if (error != 0)
            {
                throw new IOException($"{path} cannot be started in {workingDirectory}: {Libc.Describe(error)}.");
            }

            return new ChildProcess(pid, OpenHandle(pid));
        }
        finally
        {
            _ = Libc.DestroyFileActions(actions);
            _ = Libc.DestroyAttributes(attributes);
        }
    }

    /// <summary>Collects the exit code of a process that has ended; safe to repeat.</summary>
    /// <returns>Whether it has ended. The code is 128 + n when signal n ended it.</returns>
    public bool TryGetExitCode(out int exitCode)
    {
        if (_exitCode < 0)
        {
            int status;
            var pid = Libc.WaitForChild(Pid, &status, NoHang);
            if (pid == Pid)
            {
                _exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            }
            else if (pid < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                // Another part of the host program has collected it.
                _exitCode = 255;
            }
        }

        exitCode = _exitCode;
        return exitCode >= 0;
    }

    /// <summary>Kills it and collects it. For one that nobody looks after yet; takes as long as the kernel does.</summary>
    public void End()
    {
        ProcessTable.Signal(Pid, Signal.Kill);
        int status;
        _ = Libc.WaitForChild(Pid, &status, 0);
        Dispose();
    }

    public void Dispose() => Handle.Dispose();

    // Ours are never inherited; those that other code of the host program has opened may be.
    private static void CloseFurtherDescriptors(byte* actions, ReadOnlySpan<(int Number, int Source)> given)
    {
        var last = 2;
        foreach (var (number, _) in given)
        {
            last = Math.Max(last, number);
        }

        try
        {
            Check(Libc.AddCloseFrom(actions, last + 1), "posix_spawn_file_actions_addclosefrom_np");
        }
        catch (EntryPointNotFoundException)
        {
            // glibc before 2.34, and musl.
        }
    }

    private static FileDescriptor OpenHandle(int pid)
    {
        var fd = (int)Libc.SystemCall(PidFdOpen, pid, 0);
        if (fd >= 0)
        {
            return FileDescriptor.Own(fd, "pidfd_open");
        }

        var reason = Libc.LastError();
        _ = Libc.Kill(pid, 9);
        throw new IOException($"pidfd_open failed: {reason}. Linux 5.3 or later is needed.");
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new IOException($"{what} failed: {Libc.Describe(error)}.");
        }
    }

    private sealed class NativeStrings : IDisposable
    {
        private readonly List<nint> _allocated = [];

        public byte* Add(string text)
        {
            var pointer = Marshal.StringToCoTaskMemUTF8(text);
            _allocated.Add(pointer);
            return (byte*)pointer;
        }

        public byte** AddArray(IReadOnlyList<string> texts)
        {
            var pointer = Marshal.AllocCoTaskMem((texts.Count + 1) * sizeof(byte*));
            _allocated.Add(pointer);
            var array = (byte**)pointer;
            for (var i = 0; i < texts.Count; i++)
            {
                array[i] = Add(texts[i]);
            }

            array[texts.Count] = null;
            return array;
        }

        public void Dispose() => _allocated.ForEach(Marshal.FreeCoTaskMem);
    }
}
