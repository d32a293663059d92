using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>Removes a directory with everything in it, whatever its names and modes. Links are removed, never followed.</summary>
/// <remarks>The BCL cannot: it names files by text, so one whose name is not UTF-8 keeps its whole tree alive.</remarks>
internal static class TreeRemoval
{
    // A process that was killed a moment ago may still have put a file where we had been.
    private const int MaxRounds = 5;

    private const uint OwnerMayAll = 0b111_000_000;

    /// <summary>Removes a tree; what is not there needs no removal.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="FileException">Something cannot be removed; the rest may be gone.</exception>
    public static void Remove(string path)
    {
        var name = FileName.ToBytes(path);
        for (var round = 1; ; round++)
        {
            try
            {
                Remove(FileCalls.Absolute, name, path);
                return;
            }
            catch (FileException exception) when (exception.Error == FileError.NotEmpty && round < MaxRounds)
            {
                // Once more.
            }
        }
    }

    private static void Remove(SafeFileHandle directory, byte[] name, string path)
    {
        if (IsGone(FileCalls.UnlinkAt(directory, name, 0)))
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() is not (FileError.IsDirectory or FileError.NotPermitted))
        {
            throw FileException.Last(path);
        }

        var names = ReadOpening(directory, name, path, out var opened);
        using (opened)
        {
            foreach (var child in names)
            {
                Remove(opened, child, path);
            }
        }

        if (!IsGone(FileCalls.UnlinkAt(directory, name, FileCalls.RemoveDirectory)))
        {
            throw FileException.Last(path);
        }
    }

    // Package managers like to leave directories that not even their owner may write to.
    private static List<byte[]> ReadOpening(SafeFileHandle directory, byte[] name, string path, out SafeFileHandle opened)
    {
        if (FileStatus.TryGet(directory, name, followLink: false, out var status) == 0 && (status.Mode & OwnerMayAll) != OwnerMayAll)
        {
            _ = FileCalls.ChangeModeAt(directory, name, OwnerMayAll, 0);
        }

        return DirectoryReader.Read(directory, name, path, followLink: false, out opened);
    }

    private static bool IsGone(int result) => result == 0 || Marshal.GetLastPInvokeError() == FileError.NoEntry;
}
