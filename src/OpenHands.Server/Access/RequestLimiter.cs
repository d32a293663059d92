using System.Net;
using System.Net.Sockets;

namespace OpenHands.Server.Access;

/// <summary>Lets each address make <see cref="ServerOptions.RequestsPerSecond"/> on average; those of <see cref="Burst"/> may come at once.</summary>
/// <remarks>Of each address it keeps when its burst is whole again; when there are many, those are forgotten whose is. Safe for concurrent use.</remarks>
internal sealed class RequestLimiter(ServerOptions options, TimeProvider time)
{
    /// <summary>How many seconds' requests may come at once.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromSeconds(10);

    // More addresses than this at a time share one account.
    private const int MostAddresses = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, long> _wholeAt = [];
    private long _nextCleanUp;

    /// <summary>Whether a request of an address may be served now.</summary>
    /// <param name="address">Whose it is; <see langword="null"/> for one without an address.</param>
    /// <param name="wait">After which it may be, if not now.</param>
    public bool TryTake(IPAddress? address, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (options.RequestsPerSecond is not { } rate)
        {
            return true;
        }

        var now = time.GetTimestamp();
        lock (_gate)
        {
            var account = AccountOf(address, now);
            var wholeAt = Math.Max(_wholeAt.GetValueOrDefault(account, now), now) + (time.TimestampFrequency / rate);
            wait = time.GetElapsedTime(now, wholeAt) - Burst;
            if (wait > TimeSpan.Zero)
            {
                return false;
            }

            _wholeAt[account] = wholeAt;
            return true;
        }
    }

    private IPAddress AccountOf(IPAddress? address, long now)
    {
        var account = Network(address ?? IPAddress.None);
        if (_wholeAt.Count < MostAddresses || _wholeAt.ContainsKey(account))
        {
            return account;
        }

        // Not for every new address of a flood.
        if (now >= _nextCleanUp)
        {
            _nextCleanUp = now + time.TimestampFrequency;
            foreach (var (other, wholeAt) in _wholeAt)
            {
                if (wholeAt <= now)
                {
                    _wholeAt.Remove(other);
                }
            }
        }

        return _wholeAt.Count < MostAddresses ? account : IPAddress.None;
    }

    // Whoever has one address of IPv6 has the 2^64 beside it.
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
