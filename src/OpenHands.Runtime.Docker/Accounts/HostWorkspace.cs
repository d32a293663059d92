using System.Runtime.InteropServices;
using System.Text;

namespace OpenHands.Docker;

/// <summary>A directory of this machine that a sandbox works in, and whose it is.</summary>
internal static partial class HostWorkspace
{
    private const int CurrentDirectory = -100;
    private const uint OwnerMask = 0x18;

    /// <summary>This process's account; <see langword="null"/> where accounts have no numbers that a container would see.</summary>
    public static (uint User, uint Group)? CurrentAccount => OperatingSystem.IsLinux() ? (EffectiveUser(), EffectiveGroup()) : null;

    /// <summary>Makes the directory when it is missing, and tells who owns it.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="options">Who is to own one that is made here.</param>
    /// <returns>Owner and group; <see langword="null"/> where accounts have no numbers that a container would see.</returns>
    /// <exception cref="RuntimeStartException">It cannot be made or used.</exception>
    public static (uint User, uint Group)? Prepare(string path, DockerRuntimeOptions options)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                if (OperatingSystem.IsLinux() && EffectiveUser() == 0 && options.Profile == DockerProfile.Hardened)
                {
                    // Root made it just now, for an account that is not root. What others made is never given away.
                    var account = SandboxAccount.For(options, owner: null, CurrentAccount);
                    ThrowIfFailed(ChangeOwner(Terminated(path), account.UserId, account.GroupId), path);
                }
            }

            return OperatingSystem.IsLinux() ? OwnerOf(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeStartException(
                $"The workspace {path} cannot be used: {exception.Message} Choose another WorkspacePath, or give this account the right to use it.", exception);
        }
    }

    private static (uint User, uint Group) OwnerOf(string path)
    {
        ThrowIfFailed(Status(CurrentDirectory, Terminated(path), 0, OwnerMask, out var status), path);
        return (status.User, status.Group);
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes($"{path}\0");

    private static void ThrowIfFailed(int result, string path)
    {
        if (result != 0)
        {
            throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true)]
    private static partial int ChangeOwner(byte[] path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Status(int directory, byte[] path, int flags, uint mask, out StatusBuffer status);

    // Unlike that of stat, this layout is the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusBuffer
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;
    }
}
