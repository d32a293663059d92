using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Docker;

/// <summary>
/// The socket that the executor of a container listens on, reached through <c>/proc</c>: no port, no mount and no engine between. That needs a
/// container under this machine's kernel whose processes this one may look at, which root may, and the account that the container runs under.
/// </summary>
/// <remarks>
/// What a path means inside is up to the sandbox, so it is resolved there: no link is followed, and none leads out. Safe for concurrent calls.
/// </remarks>
internal sealed partial class ExecutorSocket(string containerId, Func<CancellationToken, Task<int>> findProcess)
{
    private volatile bool _isOutOfReach = !OperatingSystem.IsLinux();
    private volatile int _process;

    /// <summary>Opens a connection.</summary>
    /// <returns>The connection, or <see langword="null"/>: the socket is out of reach, or nobody listens now.</returns>
    public async ValueTask<Stream?> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (_isOutOfReach)
        {
            return null;
        }

        if (_process == 0)
        {
            _process = await findProcess(cancellationToken).ConfigureAwait(false);
        }

        using var file = Find(_process);
        if (file is null)
        {
            _process = 0;
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/self/fd/{file.DangerousGetHandle()}"), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            _process = 0;
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SafeFileHandle? Find(int process)
    {
        if (process <= 0)
        {
            return null;
        }

        using var root = Libc.Open($"/proc/{process}/root", Libc.PathOnly);
        if (root.IsInvalid)
        {
            _isOutOfReach = Marshal.GetLastPInvokeError() != Libc.NoSuchFile;
            return null;
        }

        // The number may have come to another process, or be one of another machine.
        if (!IsOfContainer(process))
        {
            return null;
        }

        var rules = new Libc.OpenHow { Flags = Libc.PathOnly, Resolve = Libc.Beneath | Libc.NoSymbolicLinks | Libc.NoMagicLinks };
        var file = Libc.OpenAt2(Libc.OpenAt2Number, root, SandboxPaths.Socket[1..], ref rules, Marshal.SizeOf<Libc.OpenHow>());
        if (file >= 0)
        {
            return new SafeFileHandle(file, ownsHandle: true);
        }

        _isOutOfReach = Marshal.GetLastPInvokeError() != Libc.NoSuchFile;
        return null;
    }

    private bool IsOfContainer(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cgroup").Contains(containerId, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static partial class Libc
    {
        public const int NoSuchFile = 2;

        // Names a file without opening it; not for programs that are started.
        public const int PathOnly = 0x200000 | 0x80000;

        public const ulong NoMagicLinks = 2;
        public const ulong NoSymbolicLinks = 4;
        public const ulong Beneath = 8;

        // The C library has no function for it; the number is the same on every processor.
        public const long OpenAt2Number = 437;

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial SafeFileHandle Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial nint OpenAt2(long number, SafeFileHandle directory, string path, ref OpenHow how, nint size);

        [StructLayout(LayoutKind.Sequential)]
        public struct OpenHow
        {
            public ulong Flags;
            public ulong Mode;
            public ulong Resolve;
        }
    }
}
