namespace OpenHands.Docker;

/// <summary>One client for each engine, shared by all runtimes of this process and closed with the last of them.</summary>
internal sealed class SharedEngine : IDisposable
{
    // Older engines lack options that keep sandboxes apart.
    private static readonly Version s_oldestApi = new(1, 40);
    private static readonly Dictionary<string, SharedEngine> s_engines = new(StringComparer.Ordinal);
    private static readonly Lock s_lock = new();

    private readonly string _key;
    private readonly Dictionary<string, SandboxReaper> _reapers = new(StringComparer.Ordinal);
    private EngineVersion? _version;
    private int _users;

    private SharedEngine(string key, IContainerEngine engine)
    {
        _key = key;
        Engine = engine;
    }

    /// <summary>The engine itself.</summary>
    public IContainerEngine Engine { get; }

    /// <summary>The engine at an address. Whoever gets it disposes it once.</summary>
    public static SharedEngine Open(Uri endpoint)
    {
        lock (s_lock)
        {
            if (!s_engines.TryGetValue(endpoint.OriginalString, out var shared))
            {
                shared = new SharedEngine(endpoint.OriginalString, new DockerEngine(endpoint));
                s_engines.Add(endpoint.OriginalString, shared);
            }

            shared._users++;
            return shared;
        }
    }

    /// <summary>What the engine is, once it has answered.</summary>
    /// <exception cref="EngineException">Nobody answers, or somebody else.</exception>
    /// <exception cref="RuntimeStartException">The engine is too old, or not for Linux.</exception>
    public async Task<EngineVersion> CheckAsync(CancellationToken cancellationToken)
    {
        if (_version is { } known)
        {
            return known;
        }

        var version = await Engine.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        if (!Version.TryParse(version.ApiVersion, out var api))
        {
            throw new RuntimeStartException($"What listens at {Engine.Endpoint} is no Docker engine: it gives its API version as '{version.ApiVersion}'. Name an engine by {nameof(DockerRuntimeOptions.Endpoint)} or DOCKER_HOST.");
        }

        if (api < s_oldestApi)
        {
            throw new RuntimeStartException($"The Docker engine at {Engine.Endpoint} (version {version.Version}) speaks API {api}; {s_oldestApi} or newer is needed. Update it to Docker 19.03 or newer.");
        }

        if (version.OperatingSystem is not ("linux" or ""))
        {
            throw new RuntimeStartException($"The Docker engine at {Engine.Endpoint} runs {version.OperatingSystem} containers. Switch it to Linux containers.");
        }

        return _version = version;
    }

    /// <summary>Removes what programs of an owner left over: now, and from time to time while this engine is used.</summary>
    public void KeepReaping(string owner, RuntimeLogging logging)
    {
        lock (s_lock)
        {
            if (!_reapers.ContainsKey(owner))
            {
                _reapers.Add(owner, new SandboxReaper(Engine, owner, logging));
            }
        }
    }

    /// <summary>Forgets what the engine was: it may come back as another one.</summary>
    public void Forget() => _version = null;

    /// <inheritdoc />
    public void Dispose()
    {
        lock (s_lock)
        {
            if (--_users > 0)
            {
                return;
            }

            s_engines.Remove(_key);
        }

        // Nobody can add one any more.
        foreach (var reaper in _reapers.Values)
        {
            reaper.Dispose();
        }

        Engine.Dispose();
    }
}
