namespace OpenHands.Server;

/// <summary>What is known of an agent before its runtime is there: the plugins that it needs, and how it is made.</summary>
/// <remarks>Used once, by one session, which disposes it.</remarks>
public sealed class PreparedAgent : IAsyncDisposable
{
    private readonly Func<Runtime, SessionAgent> _create;
    private IAgent? _unused;

    /// <summary>An agent that is made when its runtime has started.</summary>
    /// <param name="plugins">The plugins that it needs, by name.</param>
    /// <param name="create">Makes it. May throw an <see cref="ArgumentException"/> whose message is for the user.</param>
    public PreparedAgent(IReadOnlyList<string> plugins, Func<Runtime, SessionAgent> create)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(create);
        Plugins = plugins;
        _create = create;
    }

    /// <summary>An agent that is made already, and works with any runtime. It is disposed with this if no session takes it.</summary>
    /// <param name="agent">The agent.</param>
    public PreparedAgent(SessionAgent agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        Plugins = agent.Agent.Plugins;
        _create = _ => agent;
        _unused = agent.Agent;
    }

    /// <summary>The plugins that the agent needs in its runtime, by name.</summary>
    public IReadOnlyList<string> Plugins { get; }

    /// <summary>Ends an agent that nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        var unused = Interlocked.Exchange(ref _unused, null);
        if (unused is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (unused as IDisposable)?.Dispose();
        }
    }

    /// <summary>Makes the agent, or hands it out. Whoever gets it owns it.</summary>
    internal SessionAgent Create(Runtime runtime)
    {
        var agent = _create(runtime);
        _unused = null;
        return agent;
    }
}
