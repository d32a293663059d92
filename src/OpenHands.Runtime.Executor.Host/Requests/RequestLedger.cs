using System.Security.Cryptography;
using System.Text;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>Remembers requests by their ids, so that none is carried out twice.</summary>
/// <remarks>
/// Running requests and the latest answers are kept whole; of older ones only that they were. A repeated one of those is told that its
/// answer is gone. All of it is bounded. Safe for concurrent use.
/// </remarks>
/// <param name="maxAnswerBytes">Most bytes of kept answers; the latest is kept whatever its size.</param>
internal sealed class RequestLedger(long maxAnswerBytes)
{
    private const int MostRunning = 256;
    private const int MostAnswers = 1_000;
    private const int MostForgotten = 50_000;
    private const int MostCancelledEarly = 1_000;
    private const int LongestId = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecordedRequest> _requests = new(StringComparer.Ordinal);
    private readonly Queue<(RecordedRequest Request, int Bytes)> _answered = [];
    private readonly BoundedSet _forgotten = new(MostForgotten);
    private readonly BoundedSet _cancelledEarly = new(MostCancelledEarly);
    private long _answerBytes;
    private int _running;

    /// <summary>Begins a request, or finds it again.</summary>
    /// <param name="id">Its id, if it has one.</param>
    /// <param name="fingerprint">What it asks.</param>
    /// <param name="work">Carries it out.</param>
    /// <param name="isNew">Whether it was begun now.</param>
    /// <exception cref="HostRefusal">The id is malformed, was used for something else, or its answer is gone; or too much runs.</exception>
    public RecordedRequest Begin(string? id, string fingerprint, Func<RecordedRequest, Task<HostAnswer>> work, out bool isNew)
    {
        ThrowIfMalformed(id);
        RecordedRequest request;
        bool isCancelled;
        lock (_gate)
        {
            if (id is not null && Find(id, fingerprint) is { } known)
            {
                isNew = false;
                return known;
            }

            if (_running >= MostRunning)
            {
                throw new HostRefusal(503, ExecutorErrorCode.Busy, $"{MostRunning} requests are running already. Wait for one of them.");
            }

            isNew = true;
            _running++;
            request = new RecordedRequest(id, fingerprint);
            isCancelled = id is not null && _cancelledEarly.Contains(Key(id));
            if (id is not null)
            {
                _requests.Add(id, request);
            }
        }

        _ = RunAsync(request, isCancelled, work);
        return request;
    }

    /// <summary>Stops a request, also one that is still to come, and returns when it has ended.</summary>
    public async Task CancelAsync(string id)
    {
        ThrowIfMalformed(id);
        RecordedRequest? request;
        lock (_gate)
        {
            if (!_requests.TryGetValue(id, out request) && !_forgotten.Contains(Key(id)))
            {
                _cancelledEarly.Add(Key(id));
            }
        }

        if (request is not null)
        {
            await request.StopAsync().ConfigureAwait(false);
            await request.Answer.ConfigureAwait(false);
        }
    }

    private async Task RunAsync(RecordedRequest request, bool isCancelled, Func<RecordedRequest, Task<HostAnswer>> work)
    {
        if (isCancelled)
        {
            request.Stop();
        }

        await request.RunAsync(work).ConfigureAwait(false);
        var bytes = (await request.Answer.ConfigureAwait(false)).Json.Length;
        lock (_gate)
        {
            _running--;
            if (request.Id is not null)
            {
                _answered.Enqueue((request, bytes));
                _answerBytes += bytes;
                ForgetOldest();
            }
        }
    }

    private RecordedRequest? Find(string id, string fingerprint)
    {
        if (_requests.TryGetValue(id, out var request))
        {
            return request.Fingerprint == fingerprint
                ? request
                : throw new HostRefusal(409, ExecutorErrorCode.RequestIdReused, $"The request id {id} was used for another request. Give every request an id of its own.");
        }

        return _forgotten.Contains(Key(id))
            ? throw new HostRefusal(410, ExecutorErrorCode.OutcomeUnknown, $"Request {id} was carried out, but so long ago that its answer is not kept any more. It is not carried out again.")
            : null;
    }

    private void ForgetOldest()
    {
        while (_answered.Count > 1 && (_answered.Count > MostAnswers || _answerBytes > maxAnswerBytes))
        {
            var (request, bytes) = _answered.Dequeue();
            _answerBytes -= bytes;
            _requests.Remove(request.Id!);
            _forgotten.Add(Key(request.Id!));
        }
    }

    private static UInt128 Key(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void ThrowIfMalformed(string? id)
    {
        if (id is not null && (id.Length is 0 or > LongestId || id.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not '-' and not '_' and not '.')))
        {
            throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, $"A request id is 1 to {LongestId} letters, digits, '-', '_' or '.'.");
        }
    }

    /// <summary>Remembers the latest of many.</summary>
    private sealed class BoundedSet(int capacity)
    {
        private readonly HashSet<UInt128> _members = [];
        private readonly Queue<UInt128> _order = [];

        public bool Contains(UInt128 key) => _members.Contains(key);

        public void Add(UInt128 key)
        {
            if (_members.Add(key))
            {
                _order.Enqueue(key);
                if (_order.Count > capacity)
                {
                    _members.Remove(_order.Dequeue());
                }
            }
        }
    }
}
