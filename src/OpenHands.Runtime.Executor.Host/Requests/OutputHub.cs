using System.Threading.Channels;

namespace OpenHands.Execution.Host;

/// <summary>Hands output of one action to every connection that follows it. One that lags misses some, and sees the gap.</summary>
internal sealed class OutputHub
{
    // What a connection may lag behind, in characters.
    private const int MostQueued = 2 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<Follower> _followers = [];
    private bool _hasEnded;

    /// <summary>Follows from now on. Reading ends with the action.</summary>
    public Follower Join()
    {
        var follower = new Follower();
        lock (_gate)
        {
            if (_hasEnded)
            {
                follower.End();
            }
            else
            {
                _followers.Add(follower);
            }
        }

        return follower;
    }

    /// <summary>Stops following.</summary>
    public void Leave(Follower follower)
    {
        lock (_gate)
        {
            _followers.Remove(follower);
        }
    }

    /// <summary>Hands on a piece of output; returns at once.</summary>
    public void Publish(OutputChunk chunk)
    {
        lock (_gate)
        {
            foreach (var follower in _followers)
            {
                follower.Add(chunk);
            }
        }
    }

    /// <summary>Says that no more comes.</summary>
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _followers.ForEach(follower => follower.End());
            _followers.Clear();
        }
    }

    /// <summary>One connection's queue.</summary>
    internal sealed class Follower
    {
        private readonly Channel<OutputChunk> _chunks = Channel.CreateUnbounded<OutputChunk>(new UnboundedChannelOptions { SingleReader = true });
        private int _queued;

        public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _chunks.Reader.WaitToReadAsync(cancellationToken);

        public bool TryTake(out OutputChunk chunk)
        {
            if (!_chunks.Reader.TryRead(out chunk))
            {
                return false;
            }

            Interlocked.Add(ref _queued, -chunk.Text.Length);
            return true;
        }

        public void Add(OutputChunk chunk)
        {
            if (Volatile.Read(ref _queued) < MostQueued)
            {
                Interlocked.Add(ref _queued, chunk.Text.Length);
                _chunks.Writer.TryWrite(chunk);
            }
        }

        public void End() => _chunks.Writer.TryComplete();
    }
}
