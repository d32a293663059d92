using OpenHands.Protocol;

namespace OpenHands;

/// <summary>How an <see cref="HttpActionExecutor"/> reaches its host, and how long it waits.</summary>
public sealed class HttpActionExecutorOptions
{
    /// <summary>Where the host is, such as <c>http://127.0.0.1:8000/</c>. With <see cref="Connect"/> only its path counts.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The key of the sandbox, sent as <c>X-Session-API-Key</c>; <see langword="null"/> for a host without one.</summary>
    public string? ApiKey { get; init; }

    /// <summary>
    /// Opens one more connection to the host; <see langword="null"/> for TCP, or TLS where the address says https. Each call must give a new
    /// stream that carries one HTTP/1.1 connection. It ends reads with 0 when the other side is gone, and then fails writes at once.
    /// </summary>
    public Func<CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>What stands between the sandbox and this machine. The backend knows; the sandbox is not asked.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.Machine;

    /// <summary>Whether disposing also stops everything that was started in the sandbox, as <see cref="HttpActionExecutor.ResetAsync"/> does. Default <see langword="false"/>.</summary>
    public bool ResetOnDispose { get; init; }

    /// <summary>How long the host may take to be there. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a broken connection is opened again before a call gives up. Default 15 s.</summary>
    public TimeSpan ReconnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the host may take for what is quick, and beyond an action's own timeout for what is not. Default 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a transfer may stand still. Default 60 s.</summary>
    public TimeSpan TransferIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most bytes of one answer that is no file; a longer one is refused. Default 64 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most bytes of one downloaded file or tree; a longer one is refused. Default 64 GiB.</summary>
    public long MaxDownloadBytes { get; init; } = 64L << 30;

    /// <summary>Writes actions and reads observations. Default the built-in ones.</summary>
    public EventSerializer Events { get; init; } = EventSerializer.Default;

    /// <summary>How long a command that is not blocking keeps its caller waiting; <see langword="null"/> for what the host was told before.</summary>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>Most bytes of output in one observation; <see langword="null"/> for what the host was told before.</summary>
    public int? MaxOutputBytes { get; init; }

    /// <summary>Most bytes of the file that keeps longer output, 0 for none; <see langword="null"/> for what the host was told before.</summary>
    public long? MaxOutputFileBytes { get; init; }
}
