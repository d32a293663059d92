using Microsoft.Extensions.Logging;
using OpenHands.Events;

namespace OpenHands.Testing;

/// <summary>Makes fake runtimes, in place of real ones or beside them.</summary>
/// <remarks>Safe for concurrent calls. Keeps what it made until it goes itself, so that a test can look at it; whoever asked for a runtime owns it.</remarks>
public sealed class FakeRuntimeFactory : IRuntimeFactory
{
    private readonly Lock _gate = new();
    private readonly List<FakeRuntime> _created = [];
    private readonly FakeRuntimeOptions _options;
    private readonly Action<FakeRuntime>? _script;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly TimeProvider? _timeProvider;

    /// <summary>A factory of runtimes that are scripted alike.</summary>
    /// <param name="script">Scripts each runtime before anybody gets it; <see langword="null"/> for nothing.</param>
    /// <param name="options">How they behave; each gets a copy with a session of its own. <see langword="null"/> for the defaults.</param>
    /// <param name="loggerFactory">Where they log; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Their clock; <see langword="null"/> for the system's.</param>
    public FakeRuntimeFactory(
        Action<FakeRuntime>? script = null, FakeRuntimeOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        _script = script;
        _options = options ?? new FakeRuntimeOptions();
        _loggerFactory = loggerFactory;
        _timeProvider = timeProvider;
    }

    /// <summary>The name that configurations use: that of the options, <c>fake</c> by default. Give it a real one's to take its place.</summary>
    public string Name => _options.Name;

    /// <summary>The runtimes made so far, in order.</summary>
    public IReadOnlyList<FakeRuntime> Created
    {
        get
        {
            lock (_gate)
            {
                return [.. _created];
            }
        }
    }

    /// <inheritdoc />
    public Runtime Create(string sessionId, EventStream? events = null)
    {
        var runtime = new FakeRuntime(_options.For(sessionId), events, _loggerFactory, _timeProvider);
        _script?.Invoke(runtime);
        lock (_gate)
        {
            _created.Add(runtime);
        }

        return runtime;
    }
}
