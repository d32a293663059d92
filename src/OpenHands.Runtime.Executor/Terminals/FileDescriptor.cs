using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution.Terminals;

/// <summary>Owns one file descriptor.</summary>
internal sealed unsafe class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    // A child's descriptors are put at fixed numbers below this; ours above it can never be overwritten by one of them.
    private const int FirstSafeNumber = 256;

    private FileDescriptor(int fd)
        : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>Its number; only valid while this object is reachable and not disposed.</summary>
    public int Number => (int)handle;

    /// <summary>Whether there is something to read.</summary>
    public bool HasUnreadBytes
    {
        get
        {
            int count;
            return Libc.DeviceControl(Number, Libc.BytesToRead, &count) == 0 && count > 0;
        }
    }

    /// <summary>Takes over a descriptor that a C library call returned.</summary>
    /// <exception cref="IOException">The call had failed.</exception>
    public static FileDescriptor Own(int fd, string what)
    {
        if (fd < 0)
        {
            throw new IOException($"{what} failed: {Libc.LastError()}.");
        }

        if (fd >= FirstSafeNumber)
        {
            return new FileDescriptor(fd);
        }

        var moved = Libc.Control(fd, Libc.DuplicateCloseOnExec, FirstSafeNumber);
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(fd);
        return moved >= 0 ? new FileDescriptor(moved) : throw new IOException($"{what} failed: {Libc.Describe(error)}.");
    }

    /// <summary>Makes a pipe; neither end is inherited.</summary>
    public static (FileDescriptor Read, FileDescriptor Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0)
        {
            throw new IOException($"pipe failed: {Libc.LastError()}.");
        }

        return (Own(ends[0], "pipe"), Own(ends[1], "pipe"));
    }

    /// <summary>Hands the descriptor over to a stream. This object owns nothing afterwards.</summary>
    public SafePipeHandle Release()
    {
        var handed = new SafePipeHandle(handle, ownsHandle: true);
        SetHandleAsInvalid();
        return handed;
    }

    /// <summary>Makes reads and writes return at once.</summary>
    public void SetNonBlocking()
    {
        if (Libc.Control(Number, Libc.SetStatusFlags, Libc.NonBlocking) != 0)
        {
            throw new IOException($"fcntl failed: {Libc.LastError()}.");
        }
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>The number of bytes; 0 at the end; −1 when nothing is there yet.</returns>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = Libc.Read(Number, start, (nuint)buffer.Length);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

            // EIO: every process has closed the other side of the terminal.
            return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() == Libc.TryAgain ? -1 : 0;
        }
    }

    /// <summary>Writes everything to a pipe or file whose reader keeps up.</summary>
    /// <returns>Whether it was written; <see langword="false"/> when the reader is gone.</returns>
    public bool WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = TryWrite(bytes);
            if (written < 0)
            {
                return false;
            }

            bytes = bytes[written..];
        }

        return true;
    }

    /// <summary>Replaces the content of a memory file and sets its position, which its readers share, to the beginning.</summary>
    public void Replace(ReadOnlySpan<byte> bytes)
    {
        _ = Libc.Truncate(Number, 0);
        fixed (byte* start = bytes)
        {
            if (Libc.WriteAt(Number, start, (nuint)bytes.Length, 0) != bytes.Length)
            {
                throw new IOException($"A command of {bytes.Length} bytes cannot be handed to the shell: {Libc.LastError()}.");
            }
        }

        _ = Libc.Seek(Number, 0, 0);
    }

    /// <summary>Writes as much as fits.</summary>
    /// <returns>The number of bytes; 0 when nothing fits now; −1 when the reader is gone.</returns>
    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do
            {
                count = Libc.Write(Number, start, (nuint)bytes.Length);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

            return count >= 0 ? (int)count : Marshal.GetLastPInvokeError() == Libc.TryAgain ? 0 : -1;
        }
    }

    protected override bool ReleaseHandle() => Libc.Close(Number) == 0;
}
