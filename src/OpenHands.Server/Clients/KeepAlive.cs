namespace OpenHands.Server.Clients;

/// <summary>Asks silent clients whether they are still there, and gives up those that do not answer. Has clients told from time to time that the server is.</summary>
/// <remarks>
/// One timer for all, and only while there are clients: a thousand sockets with a timer each cost a server that does nothing several percent of a processor.
/// </remarks>
internal sealed class KeepAlive : IDisposable
{
    // How often a client is looked at within the shorter of the two times.
    private const int Looks = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<Watched> _clients = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly int _looksPerInterval;
    private readonly int _lostAfter;
    private ITimer? _timer;

    public KeepAlive(ServerOptions options, TimeProvider time)
    {
        _time = time;
        _period = TimeSpan.FromTicks(Math.Min(options.KeepAliveInterval.Ticks, options.KeepAliveTimeout.Ticks) / Looks);
        _looksPerInterval = (int)Math.Ceiling(options.KeepAliveInterval / _period);
        _lostAfter = (int)Math.Ceiling(options.KeepAliveTimeout / _period);
    }

    /// <summary>Watches a client until what it returns is disposed.</summary>
    /// <param name="stream">What it sends and is sent.</param>
    /// <param name="onLost">Called once when it does not answer. Must not wait.</param>
    /// <param name="onBeat">Called now and about every <see cref="ServerOptions.KeepAliveInterval"/>. Must not wait.</param>
    public IDisposable Watch(HeardStream stream, Action onLost, Action onBeat)
    {
        onBeat();
        var watched = new Watched(this, stream, onLost, onBeat);
        lock (_gate)
        {
            _clients.Add(watched);
            _timer ??= _time.CreateTimer(static keepAlive => ((KeepAlive)keepAlive!).Look(), this, _period, _period);
        }

        return watched;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _clients.Clear();
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        List<Watched>? lost = null;
        lock (_gate)
        {
            foreach (var client in _clients)
            {
                if (!IsThere(client))
                {
                    (lost ??= []).Add(client);
                }
                else if (++client.Looked % _looksPerInterval == 0)
                {
                    client.OnBeat();
                }
            }

            lost?.ForEach(client => _clients.Remove(client));
        }

        lost?.ForEach(client => client.OnLost());
    }

    private bool IsThere(Watched client)
    {
        if (client.Stream.TakeHeard())
        {
            client.Silent = 0;
            client.AskedAt = null;
            return true;
        }

        client.Silent++;
        if (client.AskedAt is { } asked)
        {
            return client.Silent - asked < _lostAfter;
        }

        if (client.Silent >= _looksPerInterval)
        {
            client.Stream.Ping();
            client.AskedAt = client.Silent;
        }

        return true;
    }

    private void Remove(Watched client)
    {
        lock (_gate)
        {
            _clients.Remove(client);
            if (_clients.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    // How often it was silent when it was looked at, in a row; and how often it had been when it was asked.
    private sealed class Watched(KeepAlive keepAlive, HeardStream stream, Action onLost, Action onBeat) : IDisposable
    {
        public HeardStream Stream => stream;

        public Action OnLost => onLost;

        public Action OnBeat => onBeat;

        public int Looked { get; set; }

        public int Silent { get; set; }

        public int? AskedAt { get; set; }

        public void Dispose() => keepAlive.Remove(this);
    }
}
