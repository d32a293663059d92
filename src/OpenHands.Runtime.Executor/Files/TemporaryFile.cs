using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>A file that has no lasting name yet. Unless it is given one, disposing removes it.</summary>
/// <remarks>A process killed in between leaves <c>.openhands-*.tmp</c> behind; nothing else does.</remarks>
internal sealed class TemporaryFile : IAsyncDisposable
{
    /// <summary>Permission bits that only the owner has: content must not show before its mode is right.</summary>
    public const uint OwnerOnly = 0x180;

    /// <summary>Permission bits of a new file, from which the process's umask takes away.</summary>
    public const uint Everybody = 0x1b6;

    private readonly SafeFileHandle _directory;
    private readonly byte[] _name;
    private bool _named;

    private TemporaryFile(SafeFileHandle directory, byte[] name, SafeFileHandle file)
    {
        _directory = directory;
        _name = name;
        Content = new FileStream(file, FileAccess.ReadWrite, bufferSize: 0);
    }

    /// <summary>What is in the file; unbuffered, readable too.</summary>
    public FileStream Content { get; }

    /// <summary>Makes one; <see langword="null"/> when the system refuses, whose reason is then the thread's last error.</summary>
    /// <param name="directory">Where; must stay open while this object lives, which does not own it.</param>
    /// <param name="mode">Permission bits before the umask.</param>
    public static TemporaryFile? TryCreate(SafeFileHandle directory, uint mode)
    {
        var name = NewName();
        var file = FileHandles.TryOpen(directory, name, FileCalls.ReadWrite | FileCalls.Create | FileCalls.Exclusive | FileCalls.NoFollow, mode);
        return file is null ? null : new TemporaryFile(directory, name, file);
    }

    /// <summary>A name that no file has.</summary>
    public static byte[] NewName() => FileName.ToBytes($".openhands-{Guid.NewGuid():N}.tmp");

    /// <summary>Moves a file in one step over whatever file or link has the name; 0, or the error number.</summary>
    public static int TryRename(SafeFileHandle directory, byte[] from, byte[] to) =>
        FileCalls.RenameAt(directory, from, directory, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Sets the permission bits, regardless of the umask.</summary>
    public void SetMode(uint mode, string path)
    {
        if (FileCalls.ChangeMode(Content.SafeFileHandle, mode) != 0)
        {
            throw FileException.Last(path);
        }
    }

    /// <summary>Gives the file its name, in one step, in place of what had it; 0, or the error number.</summary>
    public int TryRenameTo(byte[] name)
    {
        var error = TryRename(_directory, _name, name);
        _named = error == 0;
        return error;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        if (!_named)
        {
            _ = FileCalls.UnlinkAt(_directory, _name, 0);
        }
    }
}
