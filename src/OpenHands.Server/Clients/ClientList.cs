namespace OpenHands.Server.Clients;

/// <summary>The clients of one session.</summary>
internal sealed class ClientList
{
    private readonly Lock _gate = new();

    // Replaced as a whole, so that it can be walked without the gate.
    private Session[] _clients = [];

    public int Count => Volatile.Read(ref _clients).Length;

    public void Add(Session client)
    {
        lock (_gate)
        {
            Volatile.Write(ref _clients, [.. _clients, client]);
        }
    }

    public void Remove(Session client)
    {
        lock (_gate)
        {
            Volatile.Write(ref _clients, [.. _clients.Where(other => other != client)]);
        }
    }

    /// <summary>Sends a frame to everybody once they have got the events up to one. Never waits.</summary>
    public void Tell(long afterId, byte[] frame)
    {
        foreach (var client in Volatile.Read(ref _clients))
        {
            client.Tell(afterId, frame);
        }
    }

    /// <summary>Offers a frame to everybody, or to those with a feature. It is made once, and only when somebody wants it. Never waits.</summary>
    public void Post(ClientFeatures feature, Func<byte[]> make)
    {
        byte[]? frame = null;
        foreach (var client in Volatile.Read(ref _clients))
        {
            if (client.Wants(feature))
            {
                client.Post(frame ??= make());
            }
        }
    }
}
