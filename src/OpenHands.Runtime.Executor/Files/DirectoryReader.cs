using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>Reads the names in a directory as the bytes they are.</summary>
/// <remarks>The BCL decodes them, and a name that is not UTF-8 cannot be opened again by what comes out.</remarks>
internal static class DirectoryReader
{
    // struct dirent of 64-bit Linux, glibc and musl alike: inode, offset, 16 bits of length, 8 bits of type, name.
    private const int NameOffset = 19;

    /// <summary>Every name but <c>.</c> and <c>..</c>, each with its closing NUL, in ascending order of bytes.</summary>
    /// <param name="directory">Holds the directory.</param>
    /// <param name="name">The directory's name in it.</param>
    /// <param name="path">Names the directory in errors.</param>
    /// <param name="followLink">Whether a symbolic link to a directory counts as one.</param>
    /// <param name="opened">The directory itself; the caller disposes it.</param>
    /// <exception cref="FileException">The system refused.</exception>
    public static List<byte[]> Read(SafeFileHandle directory, byte[] name, string path, bool followLink, out SafeFileHandle opened)
    {
        var flags = FileCalls.ReadOnly | FileCalls.DirectoryOnly | (followLink ? 0 : FileCalls.NoFollow);
        opened = FileHandles.TryOpen(directory, name, flags) ?? throw FileException.Last(path);
        try
        {
            return Read(opened, path);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static List<byte[]> Read(SafeFileHandle directory, string path)
    {
        // The stream owns its descriptor and closes it, so it gets one of its own.
        var descriptor = FileCalls.OpenAt(directory, FileCalls.Here, FileCalls.ReadOnly | FileCalls.DirectoryOnly | FileCalls.CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw FileException.Last(path);
        }

        var stream = FileCalls.OpenStream(descriptor);
        if (stream == 0)
        {
            var refused = FileException.Last(path);
            _ = FileCalls.Close(descriptor);
            throw refused;
        }

        try
        {
            var names = new List<byte[]>();
            while (FileCalls.ReadEntry(stream) is var entry and not 0)
            {
                var name = NameAt(entry + NameOffset);
                if (name is not [(byte)'.', 0] and not [(byte)'.', (byte)'.', 0])
                {
                    names.Add(name);
                }
            }

            // The end and an error look alike but for the error number, which was 0 before the call.
            if (Marshal.GetLastPInvokeError() is var error and not 0)
            {
                throw FileException.ForError(path, error);
            }

            names.Sort(static (one, other) => one.AsSpan().SequenceCompareTo(other));
            return names;
        }
        finally
        {
            _ = FileCalls.CloseStream(stream);
        }
    }

    private static unsafe byte[] NameAt(nint address)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address);
        var bytes = new byte[name.Length + 1];
        name.CopyTo(bytes);
        return bytes;
    }
}
