using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>Opens files and directories, never blocking and never handing a descriptor to a child process.</summary>
internal static class FileHandles
{
    private const int MostLinks = 40;

    /// <summary>Opens a name below a directory; <see langword="null"/> when the system refuses, whose reason is then the thread's last error.</summary>
    public static SafeFileHandle? TryOpen(SafeFileHandle directory, byte[] name, int flags, uint mode = 0)
    {
        var descriptor = FileCalls.OpenAt(directory, name, flags | FileCalls.CloseOnExec, mode);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Opens a directory for naming what is in it; its own permission to be listed is not needed.</summary>
    /// <exception cref="FileException">The system refused.</exception>
    public static SafeFileHandle OpenDirectory(string path) =>
        TryOpen(FileCalls.Absolute, FileName.ToBytes(path), FileCalls.PathOnly | FileCalls.DirectoryOnly) ?? throw FileException.Last(path);

    /// <summary>Opens a regular file for reading. Anything else is refused before it is opened, as opening alone may block or do something.</summary>
    /// <exception cref="FileException">The system refused, or the file is no regular one.</exception>
    public static SafeFileHandle OpenRegular(SafeFileHandle directory, byte[] name, string path, bool followLink, out FileStatus status)
    {
        var error = FileStatus.TryGet(directory, name, followLink, out status);
        if (error != 0)
        {
            throw FileException.ForError(path, error);
        }

        ThrowUnlessRegular(status, path);
        var flags = FileCalls.ReadOnly | FileCalls.NonBlocking | FileCalls.NoTerminal | (followLink ? 0 : FileCalls.NoFollow);
        var file = TryOpen(directory, name, flags) ?? throw FileException.Last(path);
        try
        {
            // It may have been swapped since.
            status = FileStatus.Of(file, path);
            ThrowUnlessRegular(status, path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses directories and special files.</summary>
    /// <exception cref="FileException">The file is no regular one.</exception>
    public static void ThrowUnlessRegular(FileStatus status, string path)
    {
        if (status.Kind == FileKind.Directory)
        {
            throw FileException.ForError(path, FileError.IsDirectory);
        }

        if (status.Kind != FileKind.Regular)
        {
            throw FileException.Refused(path, $"it is a {status.KindText}, not a regular file");
        }
    }

    /// <summary>The text of a symbolic link; <see langword="null"/> when there is none by that name.</summary>
    public static string? ReadLink(SafeFileHandle directory, byte[] name)
    {
        var buffer = new byte[4096];
        var length = FileCalls.ReadLinkAt(directory, name, buffer, (nuint)buffer.Length);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer.AsSpan(0, (int)length));
    }

    /// <summary>Where a write to the path would land: the path, or what the link at its end leads to, which need not exist.</summary>
    /// <exception cref="FileException">The links lead in a circle.</exception>
    public static string FollowLastLink(string path)
    {
        var reached = path;
        for (var links = 0; links < MostLinks; links++)
        {
            var target = ReadLink(FileCalls.Absolute, FileName.ToBytes(reached));
            if (target is null)
            {
                return reached;
            }

            reached = SandboxPath.Resolve(target, SandboxPath.ParentOf(reached));
        }

        throw FileException.ForError(path, FileError.Loop);
    }

    /// <summary>Makes a directory and what is missing above it.</summary>
    /// <returns>The directories that were not there, outermost first.</returns>
    /// <exception cref="FileException">The system refused.</exception>
    public static IReadOnlyList<string> MakeDirectories(string path)
    {
        var missing = new Stack<string>();
        for (var parent = path; FileStatus.TryGet(FileCalls.Absolute, FileName.ToBytes(parent), followLink: true, out _) == FileError.NoEntry; parent = SandboxPath.ParentOf(parent))
        {
            missing.Push(parent);
        }

        var made = new List<string>();
        foreach (var directory in missing)
        {
            if (FileCalls.MakeDirectoryAt(FileCalls.Absolute, FileName.ToBytes(directory), 0x1ff) == 0)
            {
                made.Add(directory);
            }
            else if (Marshal.GetLastPInvokeError() is var error and not FileError.Exists)
            {
                RemoveDirectories(made);
                throw FileException.ForError(directory, error);
            }
        }

        return made;
    }

    /// <summary>Takes back what <see cref="MakeDirectories"/> made, as far as nobody has put something there meanwhile.</summary>
    public static void RemoveDirectories(IReadOnlyList<string> made)
    {
        foreach (var directory in made.Reverse())
        {
            _ = FileCalls.UnlinkAt(FileCalls.Absolute, FileName.ToBytes(directory), FileCalls.RemoveDirectory);
        }
    }
}
