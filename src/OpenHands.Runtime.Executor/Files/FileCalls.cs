using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>The system calls that name a file by an open directory and a byte name.</summary>
/// <remarks>
/// The BCL names files by whole paths in UTF-16. That cannot name what is not UTF-8, and between a check and its use somebody may
/// swap a directory for a link. With a directory descriptor and one name at a time, neither happens.
/// </remarks>
internal static partial class FileCalls
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NoTerminal = 0x100;
    public const int Truncate = 0x200;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    public const int NoFollowAt = 0x100;
    public const int RemoveDirectory = 0x200;
    public const int EffectiveAccess = 0x200;
    public const int EmptyPath = 0x1000;
    public const int WriteAccess = 2;

    /// <summary>Stands for "no directory": the path is absolute.</summary>
    public static readonly SafeFileHandle Absolute = new(-100, ownsHandle: false);

    /// <summary>The path of the descriptor itself, with <see cref="EmptyPath"/>.</summary>
    public static readonly byte[] Self = [0];

    /// <summary>The name that a directory has in itself.</summary>
    public static readonly byte[] Here = [(byte)'.', 0];

    /// <summary><c>O_DIRECTORY</c>, which differs between the processors.</summary>
    public static int DirectoryOnly => IsArm ? 0x4000 : 0x10000;

    /// <summary><c>O_NOFOLLOW</c>, which differs between the processors.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(SafeFileHandle directory, byte[] name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeDirectoryAt(SafeFileHandle directory, byte[] name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(SafeFileHandle directory, byte[] name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(SafeFileHandle fromDirectory, byte[] from, SafeFileHandle toDirectory, byte[] to);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLinkAt(byte[] target, SafeFileHandle directory, byte[] name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    public static partial int HardLinkAt(SafeFileHandle fromDirectory, byte[] from, SafeFileHandle toDirectory, byte[] to, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(SafeFileHandle directory, byte[] name, byte[] buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "faccessat", SetLastError = true)]
    public static partial int AccessAt(SafeFileHandle directory, byte[] name, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int ChangeModeAt(SafeFileHandle directory, byte[] name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatusAt(SafeFileHandle directory, byte[] name, int flags, uint mask, out StatusBuffer status);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint OpenStream(int directory);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    public static partial nint ReadEntry(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    public static partial int CloseStream(nint stream);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>What <c>statx</c> fills in; unlike <c>stat</c> it is laid out alike on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct StatusBuffer
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public long Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }
}
