namespace OpenHands.Execution.Host;

/// <summary>Where an <see cref="ExecutorHost"/> listens, and what it serves.</summary>
public sealed class ExecutorHostOptions
{
    /// <summary>Where commands start and relative paths begin. It must exist.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>TCP port; 0 for one that is free, <see langword="null"/> for none. Default none.</summary>
    public int? Port { get; init; }

    /// <summary>The address that <see cref="Port"/> is on. Default <c>127.0.0.1</c>. Any other than a loopback one needs <see cref="ApiKey"/>.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>A unix socket to listen on, in a directory that only this account may enter (mode 0700; made when missing); <see langword="null"/> for none.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>What a request must bring as <c>X-Session-API-Key</c>; <see langword="null"/> for no key.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Further names that clients may call this host by in the <c>Host</c> header, for one without a key. Default none beside those of loopback.</summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];

    /// <summary>Path of bash, or a name to look for on <c>PATH</c>. Default <c>bash</c>.</summary>
    public string BashPath { get; init; } = "bash";

    /// <summary>Where files of the host itself go; <see langword="null"/> for a new directory in the system's temporary one.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>How much rather than other processes commands are stopped when memory is short: 0 to 1000. Default 500.</summary>
    public int OomScoreAdjustment { get; init; } = 500;

    /// <summary>How long an action may take that does not say so itself. Default 120 s.</summary>
    public TimeSpan ActionTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a transfer may stand still before it is given up. Default 60 s.</summary>
    public TimeSpan TransferIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most bytes of one JSON body. Default 96 MiB: a command of the most bytes, in the longest way to write it.</summary>
    public int MaxJsonBytes { get; init; } = 96 * 1024 * 1024;

    /// <summary>Most bytes of one uploaded file or archive. Default 8 GiB.</summary>
    public long MaxUploadBytes { get; init; } = 8L << 30;

    /// <summary>Most bytes of finished answers that are kept for requests that are repeated. Default 16 MiB; the last answer is always kept.</summary>
    public long MaxKeptAnswerBytes { get; init; } = 16 * 1024 * 1024;
}
