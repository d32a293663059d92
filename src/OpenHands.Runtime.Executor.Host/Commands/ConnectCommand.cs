using System.Net.Sockets;

namespace OpenHands.Execution.Host;

/// <summary><c>connect</c>: carries one connection between standard input and output and a socket of <c>serve</c>.</summary>
/// <remarks>
/// The end of standard input is told to the socket, and its answer is still carried. The end of the socket ends the program at once, also
/// while standard input is open: whoever started it must not wait for a host that is gone.
/// </remarks>
internal static class ConnectCommand
{
    private const int BufferSize = 256 * 1024;

    public static int Run(string[] arguments)
    {
        if (arguments is not [var path])
        {
            return Usage.Misused("connect wants the path of a socket, and nothing else.");
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return Usage.Failed($"No host listens on {path}: {exception.Message}");
        }

        var toSocket = new Thread(() => CopyToSocket(socket)) { IsBackground = true };
        toSocket.Start();
        return CopyFromSocket(socket) ? 0 : Usage.Failure;
    }

    private static void CopyToSocket(Socket socket)
    {
        using var input = Console.OpenStandardInput(BufferSize);
        var buffer = new byte[BufferSize];
        try
        {
            while (input.Read(buffer) is var read and > 0)
            {
                for (var sent = 0; sent < read;)
                {
                    sent += socket.Send(buffer.AsSpan(sent, read - sent));
                }
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // The other direction sees the end, and ends the program.
        }
    }

    private static bool CopyFromSocket(Socket socket)
    {
        using var output = Console.OpenStandardOutput(BufferSize);
        var buffer = new byte[BufferSize];
        try
        {
            while (socket.Receive(buffer) is var read and > 0)
            {
                output.Write(buffer, 0, read);
                output.Flush();
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return false;
        }
    }
}
