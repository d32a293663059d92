using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>What the file system knows of a file.</summary>
internal readonly record struct FileStatus(FileKind Kind, uint Mode, uint User, uint Group, long Size, DateTimeOffset Modified)
{
    private const uint BasicFields = 0x7ff;

    /// <summary>Permission bits together with the set-id and sticky bits.</summary>
    public UnixFileMode Permissions => (UnixFileMode)(Mode & 0xfff);

    /// <summary>The kind in words, as in "it is a …".</summary>
    public string KindText => Kind switch
    {
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.Pipe => "FIFO",
        FileKind.Socket => "socket",
        FileKind.Device => "device",
        _ => "regular file",
    };

    /// <summary>Looks at an open file.</summary>
    /// <exception cref="FileException">The system refused.</exception>
    public static FileStatus Of(SafeFileHandle file, string path) =>
        TryRead(file, FileCalls.Self, FileCalls.EmptyPath, out var status) == 0 ? status : throw FileException.Last(path);

    /// <summary>Looks at a name; 0, or the error number.</summary>
    public static int TryGet(SafeFileHandle directory, byte[] name, bool followLink, out FileStatus status) =>
        TryRead(directory, name, followLink ? 0 : FileCalls.NoFollowAt, out status);

    private static int TryRead(SafeFileHandle directory, byte[] name, int flags, out FileStatus status)
    {
        if (FileCalls.StatusAt(directory, name, flags, BasicFields, out var read) != 0)
        {
            status = default;
            return Marshal.GetLastPInvokeError();
        }

        var seconds = Math.Clamp(read.ModifiedSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds());
        var modified = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(read.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);
        status = new FileStatus(KindOf(read.Mode), read.Mode & 0xfffu, read.User, read.Group, read.Size, modified);
        return 0;
    }

    private static FileKind KindOf(ushort mode) => (mode & 0xf000) switch
    {
        0x1000 => FileKind.Pipe,
        0x4000 => FileKind.Directory,
        0x8000 => FileKind.Regular,
        0xa000 => FileKind.SymbolicLink,
        0xc000 => FileKind.Socket,
        _ => FileKind.Device,
    };
}
