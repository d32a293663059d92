namespace OpenHands.Server;

/// <summary>What the manager knows of a live session. Everything that changes belongs to the manager's gate.</summary>
internal sealed class SessionEntry(string id)
{
    private bool _isDeleted;

    public string Id { get; } = id;

    /// <summary>Ends when the session is open, or could not be opened.</summary>
    public Task<AgentSession> Opening { get; set; } = null!;

    /// <summary>The session, once it is open.</summary>
    public AgentSession? Session { get; set; }

    /// <summary>How many connections there are, or whoever else opened it.</summary>
    public int Leases { get; set; }

    /// <summary>How many requests are being answered.</summary>
    public int Requests { get; set; }

    /// <summary>Whether something keeps it from becoming idle.</summary>
    public bool IsUsed => Leases > 0 || Requests > 0;

    /// <summary>Whether it was opened on purpose, and so stays until it is idle although nothing has happened in it.</summary>
    public bool IsKept { get; set; }

    /// <summary>Set while it is not used.</summary>
    public ITimer? IdleTimer { get; set; }

    /// <summary>Ends the timer.</summary>
    public void StopIdleTimer()
    {
        IdleTimer?.Dispose();
        IdleTimer = null;
    }

    /// <summary>Ends when the session is closed; <see langword="null"/> as long as nobody closes it.</summary>
    public Task? Closing { get; set; }

    /// <summary>Whether what is stored of it goes with it.</summary>
    public bool IsDeleted
    {
        get => Volatile.Read(ref _isDeleted);
        set => Volatile.Write(ref _isDeleted, value);
    }

    /// <summary>Why what is stored of it could not be removed.</summary>
    public Exception? Failure { get; set; }
}
