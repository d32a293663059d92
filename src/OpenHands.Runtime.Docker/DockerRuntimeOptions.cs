using System.Text.RegularExpressions;

namespace OpenHands.Docker;

/// <summary>Options of a <see cref="DockerRuntime"/>.</summary>
/// <remarks>The values of <see cref="RuntimeOptions.Environment"/> are sent to the executor, so <c>docker inspect</c> does not show them.</remarks>
public sealed partial class DockerRuntimeOptions : RuntimeOptions
{
    private IList<DockerMount> _mounts = [];
    private IList<string> _addedCapabilities = [];
    private IDictionary<string, string> _labels = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The image. Any Linux image with bash works; the executor is put in. Default <c>debian:12-slim</c>.</summary>
    public string Image { get; set; } = "debian:12-slim";

    /// <summary>Where the engine is: <c>unix:///path</c>, <c>tcp://host:port</c> or <c>npipe://./pipe/name</c>. Default: <c>DOCKER_HOST</c>, else the system's own.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How much the sandbox may do. Default <see cref="DockerProfile.Hardened"/>.</summary>
    public DockerProfile Profile { get; set; }

    /// <summary>
    /// A directory of the engine's machine to work in; made when missing and kept afterwards. Commands then run under the account that owns
    /// it. Default: a directory of the container, gone with it.
    /// </summary>
    public string? WorkspacePath { get; set; }

    /// <summary>Where the workspace is, as the sandbox sees it. Default <c>/workspace</c>.</summary>
    public string SandboxWorkspacePath { get; set; } = "/workspace";

    /// <summary>
    /// The number of the account that commands run under in the <see cref="DockerProfile.Hardened"/> profile. Default: the owner of
    /// <see cref="WorkspacePath"/>; without one this process's account, or 10001 when that is root.
    /// </summary>
    public uint? UserId { get; set; }

    /// <summary>The number of its group. Default: that of the same owner, or <see cref="UserId"/> when that is set.</summary>
    public uint? GroupId { get; set; }

    /// <summary>
    /// In the <see cref="DockerProfile.Root"/> profile, the name of an account to run commands under; it is made when missing, and may use
    /// sudo where the image has it. Its number is <see cref="UserId"/>, or that of the workspace's owner, or 1000, or the next that is free.
    /// Default: root.
    /// </summary>
    public string? UserName { get; set; }

    /// <summary>What else the sandbox sees. Default nothing.</summary>
    public IList<DockerMount> Mounts
    {
        get => _mounts;
        init => _mounts = value;
    }

    /// <summary>
    /// <c>none</c>, <c>bridge</c>, <c>host</c> or the name of a network of the engine. Everything works with <c>none</c>; commands then reach
    /// nobody. Default <c>bridge</c>: the internet, and whatever listens on the engine's machine for it.
    /// </summary>
    public string Network { get; set; } = "bridge";

    /// <summary>The runtime of the engine that isolates the container, such as one with a kernel of its own (5.3 or later). Default: the engine's own.</summary>
    public string? RuntimeClass { get; set; }

    /// <summary>Most memory in bytes, without swap. Default 4 GiB. 64 MiB or more.</summary>
    public long MemoryBytes { get; set; } = 4L << 30;

    /// <summary>How many processors' time it may take. Default 2. 0.05 or more.</summary>
    public double Processors { get; set; } = 2;

    /// <summary>Most processes and threads at a time. Default 1024. 32 or more.</summary>
    public int Processes { get; set; } = 1024;

    /// <summary>Size of <c>/dev/shm</c> in bytes, which browsers use. Default 256 MiB. 1 MiB or more.</summary>
    public long SharedMemoryBytes { get; set; } = 256L << 20;

    /// <summary>Capabilities that are given back in the <see cref="DockerProfile.Hardened"/> profile, such as <c>NET_BIND_SERVICE</c>. Default none.</summary>
    public IList<string> AddedCapabilities
    {
        get => _addedCapabilities;
        init => _addedCapabilities = value;
    }

    /// <summary>Labels of the container, for people and tools. Names that begin with <c>openhands.</c> are the runtime's own. Default none.</summary>
    public IDictionary<string, string> Labels
    {
        get => _labels;
        init => _labels = value;
    }

    /// <summary>
    /// Whether the sandbox gets the proxy variables of this process (<c>HTTP_PROXY</c>, <c>NO_PROXY</c> and so on, in capitals or not). They may
    /// hold a password. Default <see langword="false"/>.
    /// </summary>
    public bool PassProxyVariables { get; set; }

    /// <summary>When the image is fetched. Default <see cref="DockerPullPolicy.Missing"/>.</summary>
    public DockerPullPolicy PullPolicy { get; set; }

    /// <summary>Who fetches it. Default: nobody in particular.</summary>
    public DockerCredentials? Credentials { get; set; }

    /// <summary>
    /// Whose sandboxes these are, as a label: what is left over is only ever cleaned up by programs of the same owner. Default <c>default</c>.
    /// Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, at most 64.
    /// </summary>
    public string Owner { get; set; } = "default";

    /// <summary>Whether a sandbox of the same owner and session that is there already is used: running, paused or stopped. Default <see langword="false"/>.</summary>
    public bool AttachToExisting { get; set; }

    /// <summary>
    /// Whether the container goes on running when the runtime stops, for another one to attach to. Default <see langword="false"/>: it is
    /// removed with everything in it.
    /// </summary>
    public bool KeepOnStop { get; set; }

    /// <summary>
    /// How long a kept sandbox that nobody uses stays before the next program of the same owner removes it. Default 24 h. Between 1 minute
    /// and 365 days.
    /// </summary>
    public TimeSpan IdleTimeToLive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a start may take, without fetching the image. Default 60 s. Between 1 s and 1 h.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long fetching the image may take. Default 15 min. Between 1 s and 24 h.</summary>
    public TimeSpan PullTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a broken connection to the engine is opened again before an action fails. Default 15 s. Between 100 ms and 1 h.</summary>
    public TimeSpan ReconnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether the executor is only reached through the engine, by <c>docker exec</c>. Default <see langword="false"/>: where the engine runs
    /// containers under this machine's kernel and this process may look at theirs, its socket is reached directly, which is several times as fast.
    /// </summary>
    public bool ConnectThroughEngine { get; set; }

    /// <summary>The executor to put in, as a path of this machine. Default: the one that came with this package, for the engine's processor.</summary>
    public string? ExecutorPath { get; set; }

    /// <summary>Path of bash in the image, or a name to look for on its <c>PATH</c>. Default <c>bash</c>.</summary>
    public string BashPath { get; set; } = "bash";

    /// <summary>How many started sandboxes <c>AddDocker</c> keeps ready, so that a session gets one in milliseconds. Default 0. At most 100.</summary>
    public int WarmSandboxes { get; set; }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OwnerPattern();

    [GeneratedRegex("^[a-z_][a-z0-9_-]{0,31}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserNamePattern();

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,40}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex CapabilityPattern();
}
