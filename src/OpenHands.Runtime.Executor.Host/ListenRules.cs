using System.Net;
using System.Net.Sockets;

namespace OpenHands.Execution.Host;

/// <summary>Where a host may listen. It refuses what would give a shell to strangers.</summary>
internal static class ListenRules
{
    private const int LongestSocketPath = 107;

    private const UnixFileMode OursAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Checks the options and prepares the directory of the socket.</summary>
    /// <returns>The address to listen on.</returns>
    /// <exception cref="RuntimeStartException">Something is wrong; the message says what to do.</exception>
    public static IPAddress Check(ExecutorHostOptions options)
    {
        if (options.Port is null && options.UnixSocket is null)
        {
            throw new RuntimeStartException("The host has nowhere to listen. Give it a port or a unix socket.");
        }

        if (options.Port is < 0 or > 65535)
        {
            throw new RuntimeStartException($"{options.Port} is no port; it must be between 0 and 65535.");
        }

        if (!IPAddress.TryParse(options.Address, out var address))
        {
            throw new RuntimeStartException($"'{options.Address}' is no IP address to listen on. Use 127.0.0.1, or another address of this machine together with a key.");
        }

        if (options.Port is not null && !IPAddress.IsLoopback(address) && string.IsNullOrEmpty(options.ApiKey))
        {
            throw new RuntimeStartException(
                $"Listening on {address} without a key would give a shell to everybody who reaches it. Set SESSION_API_KEY to a long random text, or listen on 127.0.0.1.");
        }

        if (options.ApiKey is { Length: 0 })
        {
            throw new RuntimeStartException("The key is empty. Set SESSION_API_KEY to a long random text, or do not set it at all.");
        }

        if (options.UnixSocket is { } socket)
        {
            PrepareDirectory(Path.GetFullPath(socket));
        }

        return address;
    }

    private static void PrepareDirectory(string socket)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(socket) > LongestSocketPath)
        {
            throw new RuntimeStartException($"The path of the socket, {socket}, is longer than {LongestSocketPath} bytes, the most that Linux takes. Choose a shorter one.");
        }

        var directory = Path.GetDirectoryName(socket) ?? "/";
        try
        {
            if (!Directory.Exists(directory))
            {
                Directory.CreateDirectory(directory, OursAlone);
            }

            if ((File.GetUnixFileMode(directory) & ~OursAlone) != 0 || new DirectoryInfo(directory).LinkTarget is not null)
            {
                throw new RuntimeStartException($"Others may enter {directory}, so they could reach the socket. Make it private (chmod 700), or choose another directory.");
            }

            if (File.Exists(socket) || Directory.Exists(socket))
            {
                RemoveStale(socket);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeStartException($"The socket {socket} cannot be made: {exception.Message} Choose another path.", exception);
        }
    }

    // What a killed host left. One that still answers is not ours to replace.
    private static void RemoveStale(string socket)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(socket));
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused)
        {
            File.Delete(socket);
            return;
        }
        catch (SocketException exception)
        {
            throw new RuntimeStartException($"{socket} is there and is no socket that can be replaced: {exception.Message} Remove it, or choose another path.", exception);
        }

        throw new RuntimeStartException($"Another host listens on {socket}. Stop it, or choose another path.");
    }
}
