using OpenHands.Protocol;

namespace OpenHands.Server;

/// <summary>How the server behaves. Checked when the application starts; every problem is named.</summary>
public sealed class ServerOptions
{
    /// <summary>
    /// Where sessions, and the secret that signs tokens, are kept; made when missing. <see langword="null"/>, the default, for memory only: sessions
    /// and tokens then end with the process, and a session also when it is closed.
    /// </summary>
    public string? DataDirectory { get; set; }

    /// <summary>
    /// Most bytes that the events of all live sessions have in memory together where there is no <see cref="DataDirectory"/>. What does not fit is refused, and whoever
    /// sent it is told. Default 512 MiB. 1 MiB or more.
    /// </summary>
    public long MaxMemoryBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Name of the backend that sessions run on. <see langword="null"/>, the default, for the only one that is registered.</summary>
    public string? Runtime { get; set; }

    /// <summary>
    /// Plugins that every session has beside those that its agent requires, by the names under which the application registered them, such as <c>browser</c>.
    /// Default none.
    /// </summary>
    public IList<string> Plugins { get; init; } = [];

    /// <summary>What holds where a client says nothing. Default: <c>CodeActAgent</c>, and nothing else.</summary>
    public SessionSettings Defaults { get; set; } = new() { Agent = "CodeActAgent" };

    /// <summary>What <c>GET /api/options/models</c> offers. Default none.</summary>
    public IList<string> Models { get; init; } = [];

    /// <summary>Keys of configured models, which are masked in everything that is stored or sent.</summary>
    internal List<Secret> ModelKeys { get; } = [];

    /// <summary>What a session may cost, in US dollars; <see langword="null"/>, the default, for no limit.</summary>
    public double? MaxBudget { get; set; }

    /// <summary>
    /// Which actions wait for the user in confirmation mode when a security analyzer judges them: those of this risk or a higher or an unknown one.
    /// Low, medium (the default) or high. Without an analyzer every action waits.
    /// </summary>
    public SecurityRisk ConfirmationThreshold { get; set; } = SecurityRisk.Medium;

    /// <summary>
    /// What signs tokens: 32 or more characters. <see langword="null"/>, the default, for a random one that is kept in
    /// <see cref="DataDirectory"/>. Whoever knows it can open every session.
    /// </summary>
    public string? JwtSecret { get; set; }

    /// <summary>How long a token is good for; each connection brings a new one. Default 30 days. Between 1 minute and 10 years.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The key that every client must know: 16 or more characters. Needed as soon as the server is reached by another address than loopback.
    /// Default none.
    /// </summary>
    public string? AccessKey { get; set; }

    /// <summary>Names by which the server may be called beside those of loopback: what the <c>Host</c> header may say, without the port. Default none.</summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Web pages of other origins that may connect, such as <c>https://agents.example.com</c>. Pages of this server and of loopback hosts always may.
    /// Default none.
    /// </summary>
    public IList<string> AllowedOrigins { get; init; } = [];

    /// <summary>A directory whose files are served at <c>/</c>: the web client. <see langword="null"/>, the default, for none.</summary>
    public string? StaticDirectory { get; set; }

    /// <summary>
    /// When a session is closed to which nobody is connected and in which nothing has happened for so long. It can be resumed if it is stored.
    /// Default 30 minutes. Between 1 second and 30 days.
    /// </summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Most live sessions; one more is refused. Default 1,000.</summary>
    public int MaxSessions { get; set; } = 1000;

    /// <summary>Most connections to one session; one more is refused. Default 128.</summary>
    public int MaxClientsPerSession { get; set; } = 128;

    /// <summary>
    /// Most requests, new connections among them, that one address may make per second on average; those of ten seconds may come at once. One more is answered by
    /// 429 with <c>Retry-After</c>. Default 100. Between 1 and 1,000,000; <see langword="null"/> for no limit. Frames of a connection do not count: they wait for each other.
    /// </summary>
    public int? RequestsPerSecond { get; set; } = 100;

    /// <summary>Most bytes of one frame that a client sends. Default 16 MiB. Between 1 KiB and 256 MiB.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>After which a client that takes nothing in is disconnected. It may come back and gets what it missed. Default 30 s. Between 1 s and 1 hour.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a silent client is asked whether it is still there. Default 20 s. Between 1 s and 1 hour.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After which a client that does not answer that question is disconnected. Default 20 s. Between 1 s and 1 hour.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Where <c>POST /api/submit-feedback</c> sends what users share; <see langword="null"/>, the default, for nowhere.</summary>
    public Uri? FeedbackAddress { get; set; }

    /// <summary>Knows the event types that are stored and sent. Default <see cref="EventSerializer.Default"/>; give it the one your plugins extend.</summary>
    public EventSerializer Serializer { get; set; } = EventSerializer.Default;

    internal IEnumerable<string> Problems()
    {
        if (JwtSecret is { Length: < 32 })
        {
            yield return $"JwtSecret has {JwtSecret.Length} characters; it must have 32 or more, such as the output of: openssl rand -hex 32.";
        }

        if (AccessKey is { Length: < 16 })
        {
            yield return $"AccessKey has {AccessKey.Length} characters; it must have 16 or more, such as the output of: openssl rand -hex 16.";
        }

        if (ConfirmationThreshold is not (SecurityRisk.Low or SecurityRisk.Medium or SecurityRisk.High))
        {
            yield return $"ConfirmationThreshold is {ConfirmationThreshold}; it must be Low, Medium or High.";
        }

        if (MaxBudget is not (null or > 0))
        {
            yield return $"MaxBudget is {MaxBudget}; it must be more than 0, or null.";
        }

        if (MaxSessions < 1 || MaxClientsPerSession < 1)
        {
            yield return $"MaxSessions is {MaxSessions} and MaxClientsPerSession {MaxClientsPerSession}; both must be 1 or more.";
        }

        if (RequestsPerSecond is < 1 or > 1_000_000)
        {
            yield return $"RequestsPerSecond is {RequestsPerSecond}; it must be between 1 and 1,000,000, or null.";
        }

        if (MaxFrameBytes is < 1024 or > 256 * 1024 * 1024)
        {
            yield return $"MaxFrameBytes is {MaxFrameBytes}; it must be between 1,024 and 268,435,456.";
        }

        if (MaxMemoryBytes < 1024 * 1024)
        {
            yield return $"MaxMemoryBytes is {MaxMemoryBytes}; it must be 1,048,576 or more.";
        }

        if (StaticDirectory is { } directory && !Directory.Exists(directory))
        {
            yield return $"StaticDirectory is '{directory}'; there is no such directory.";
        }

        (string Name, TimeSpan Value, TimeSpan Least, TimeSpan Most)[] durations =
        [
            (nameof(TokenLifetime), TokenLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3653)),
            (nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            (nameof(SendTimeout), SendTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (nameof(KeepAliveInterval), KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            (nameof(KeepAliveTimeout), KeepAliveTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        ];
        foreach (var (name, value, least, most) in durations)
        {
            if (value < least || value > most)
            {
                yield return $"{name} is {value}; it must be between {least} and {most}.";
            }
        }

        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.GetLeftPart(UriPartial.Authority) != origin)
            {
                yield return $"AllowedOrigins has '{origin}'; an origin is scheme, host and port, such as https://agents.example.com, without a path.";
            }
        }
    }
}
