using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OpenHands.Execution.Tests;

/// <summary>What tests ask of the system that the BCL does not offer.</summary>
internal static partial class Native
{
    private const int Nobody = 65534;

    public static void MakeFifo(string path) => ThrowIfFailed(MkFifo(path, 0x1b4));

    public static void MakeHardLink(string existing, string path) => ThrowIfFailed(Link(existing, path));

    public static void ChangeOwner(string path, uint user, uint group) => ThrowIfFailed(ChOwn(path, user, group));

    public static uint SetUmask(uint mask) => UMask(mask);

    /// <summary>Makes a file whose name is bytes.</summary>
    public static void MakeFile(byte[] path)
    {
        var descriptor = Creat([.. path, 0], 0x1a4);
        ThrowIfFailed(descriptor);
        ThrowIfFailed(CloseDescriptor(descriptor));
    }

    public static void MakeDirectory(byte[] path) => ThrowIfFailed(MkDir([.. path, 0], 0x1ed));

    /// <summary>Runs something with the file rights of an account that owns nothing. Only what runs before the first await is affected.</summary>
    public static T AsNobody<T>(Func<T> act)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Fail("This test gives up rights for a moment, so it must start with them: run it as root.");
        }

        var result = default(T);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            // Linux keeps the ids for file access by thread; the thread ends with them.
            _ = SetFsGid(Nobody);
            _ = SetFsUid(Nobody);
            try
            {
                result = act();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("Failed as nobody.", failure);
    }

    /// <summary>Mounts a file system that ends with the test.</summary>
    public static void MountTmpfs(string path, string options, bool readOnly = false)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Fail("This test needs a disk that is full or read-only, which it mounts: run it as root.");
        }

        ThrowIfFailed(Mount("tmpfs", path, "tmpfs", readOnly ? 1u : 0, options));
    }

    /// <summary>Makes what is mounted there read-only.</summary>
    public static void RemountReadOnly(string path) => ThrowIfFailed(Mount("tmpfs", path, "tmpfs", 1 | 32, null));

    /// <summary>Mounts one file over another.</summary>
    public static void BindMount(string source, string path) => ThrowIfFailed(Mount(source, path, null, 4096, null));

    public static void Unmount(string path) => _ = UnmountDetached(path, 2);

    /// <summary>Where a path leads by the kernel's own reckoning; <see langword="null"/> where it leads nowhere.</summary>
    public static string? PhysicalPathOf(string path)
    {
        var resolved = RealPath(path, 0);
        try
        {
            return Marshal.PtrToStringUTF8(resolved);
        }
        finally
        {
            Free(resolved);
        }
    }

    private static void ThrowIfFailed(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string path);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChOwn(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Free(nint memory);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint UMask(uint mask);

    [LibraryImport("libc", EntryPoint = "creat", SetLastError = true)]
    private static partial int Creat(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    private static partial int MkDir(byte[] path, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFsUid(uint user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetFsGid(uint group);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountDetached(string target, int flags);
}
