namespace OpenHands;

/// <summary>Reaches what listens inside a sandbox: the DevTools of its browser, the development server of its user. Executors that can, implement it.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface ISandboxConnector
{
    /// <summary>Connects to a port on 127.0.0.1 of the sandbox.</summary>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellationToken">Cancels the connecting; the stream lives on its own.</param>
    /// <returns>The connection, both ways. The caller disposes it.</returns>
    /// <exception cref="IOException">Nothing listens there; the message names the port.</exception>
    Task<Stream> ConnectPortAsync(int port, CancellationToken cancellationToken = default);

    /// <summary>Connects to a unix socket in <see cref="RuntimeCapabilities.StateDirectory"/>.</summary>
    /// <param name="name">Its name there, or a path below it. It cannot lead out.</param>
    /// <param name="cancellationToken">Cancels the connecting; the stream lives on its own.</param>
    /// <returns>The connection, both ways. The caller disposes it.</returns>
    /// <exception cref="IOException">Nothing listens there; the message names the socket.</exception>
    Task<Stream> ConnectSocketAsync(string name, CancellationToken cancellationToken = default);
}
