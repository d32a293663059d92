using System.Diagnostics;
using OpenHands.Server.Clients;
using OpenHands.Server.Observability;

namespace OpenHands.Server;

// Start and end.
public sealed partial class AgentSession
{
    private readonly Lock _outputGate = new();
    private readonly MemoryStateStore _memory = new();
    private int _outputListeners;
    private Task? _disposal;
    private ActionObserver? _observer;

    /// <summary>Starts runtime and agent, or attaches to those that are there and changes what was chosen as soon as the agent rests.</summary>
    /// <param name="given">What the client chose.</param>
    /// <param name="cancellationToken">Ends the waiting only: a start serves everybody who is connected.</param>
    /// <returns>Whether the session was there already, so that the client has yet to be told its state.</returns>
    /// <exception cref="SessionStartException">It could not be initialised; the message is for the user.</exception>
    internal async Task<bool> InitializeAsync(SessionSettings given, CancellationToken cancellationToken)
    {
        Touch();
        await _initializing.WaitAsync(cancellationToken);
        return await Task.Run(() => InitializeOnceAsync(given), CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>Connects a client.</summary>
    internal void Attach(Session client)
    {
        Touch();
        _clients.Add(client);
        if (client.Wants(ClientFeatures.Output))
        {
            lock (_outputGate)
            {
                if (_outputListeners++ == 0 && _parts is { } parts)
                {
                    parts.Runtime.OutputReceived += OnOutput;
                }
            }
        }
    }

    /// <summary>Disconnects a client.</summary>
    internal void Detach(Session client)
    {
        Touch();
        _clients.Remove(client);
        if (client.Wants(ClientFeatures.Output))
        {
            lock (_outputGate)
            {
                if (--_outputListeners == 0 && _parts is { } parts)
                {
                    parts.Runtime.OutputReceived -= OnOutput;
                }
            }
        }
    }

    /// <summary>Ends the agent, its runtime and the stream. Clients get what is still said, and then the end.</summary>
    internal Task CloseAsync(string reason)
    {
        lock (_outputGate)
        {
            return _disposal ??= CloseOnceAsync(reason);
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await CloseAsync("disposed");

    private async Task CloseOnceAsync(string reason)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _closing.CancelAsync();
        await _initializing.WaitAsync();
        if (_parts is { } parts)
        {
            await parts.DisposeAllAsync(_logger);
        }

        await WhenAppliedAsync();
        await SessionParts.DisposeAsync(_observer, _logger);
        await SessionParts.DisposeAsync(Events, _logger);
        _clients.End();
        SessionLog.Closed(_logger, Id, reason);
    }

    private async Task<bool> InitializeOnceAsync(SessionSettings given)
    {
        try
        {
            _closing.Token.ThrowIfCancellationRequested();
            if (_parts is not { } parts)
            {
                await StartAsync(given.Or(_services.Options.Defaults));
                return false;
            }

            _wanted = given.Over(_wanted ?? parts.Settings, _services.Options.Defaults);
            await ApplyWantedAsync(parts);
            return true;
        }
        finally
        {
            _initializing.Release();
        }
    }

    private async Task StartAsync(SessionSettings settings)
    {
        var began = _services.Time.GetTimestamp();
        using var activity = ServerTelemetry.Activities.StartActivity("session.initialize");
        activity?.SetTag("openhands.session.id", Id);
        _hasFailed = false;
        _isStarting = true;
        try
        {
            Events.Secrets.TryRegister(settings.ApiKey);

            // The order of 0.9.3, which its clients wait for.
            await Events.PublishAsync(new ChangeAgentStateAction(AgentState.Loading), EventSource.User);
            await Events.PublishAsync(new AgentStateChangedObservation(AgentState.Loading), EventSource.Agent);
            var parts = await MakeAsync(settings);
            Adopt(parts);
            await Events.PublishAsync(new ChangeAgentStateAction(AgentState.Init), EventSource.User);
            var elapsed = _services.Time.GetElapsedTime(began);
            _services.Telemetry.SessionStarts.Record(elapsed.TotalSeconds);
            SessionLog.Initialized(_logger, Id, parts.Runtime.Name, parts.Work!.Agent.Agent.Name, elapsed);
        }
        catch (Exception exception) when (!_closing.IsCancellationRequested)
        {
            if (_parts is { Work: { } work } parts)
            {
                // It was there already, and could not begin.
                _parts = parts with { Work = null };
                await work.DisposeAsync(_logger);
            }

            activity?.SetStatus(ActivityStatusCode.Error, Events.Secrets.Mask(exception.Message));
            throw Fail("Error creating controller.", exception);
        }
        finally
        {
            _isStarting = false;
        }
    }

    private SessionStartException Fail(string what, Exception exception)
    {
        _hasFailed = true;
        SessionLog.NotInitialized(_logger, exception, Id);
        var message = Events.Secrets.Mask($"{what} {exception.Message}");
        TellFailed(message);
        return new SessionStartException(message, exception) { IsTold = true };
    }

    private async Task<SessionParts> MakeAsync(SessionSettings settings)
    {
        SessionAgent? agent = null;
        ISecurityAnalyzer? analyzer = null;
        Runtime? runtime = null;
        IAsyncDisposable? attachment = null;
        AgentController? controller = null;
        try
        {
            analyzer = MakeAnalyzer(settings);
            await using var prepared = _services.Agents.Prepare(settings);
            string[] plugins = [.. _services.Options.Plugins.Union(prepared.Plugins, StringComparer.Ordinal)];
            runtime = _services.Runtimes.Create(_services.RuntimeName, Id, Events, plugins);
            runtime.StatusChanged += OnStatus;
            await runtime.StartAsync(_closing.Token);
            _observer ??= new ActionObserver(this, _services.Telemetry, _services.Time);
            attachment = runtime.Attach();
            agent = prepared.Create(runtime);
            controller = MakeController(settings, agent, analyzer, runtime);
            await controller.StartAsync(_closing.Token);
            return new SessionParts(runtime, attachment, plugins, settings, new SessionWork(agent, analyzer, controller));
        }
        catch
        {
            foreach (var part in (object?[])[controller, agent?.Agent, analyzer, attachment, runtime])
            {
                await SessionParts.DisposeAsync(part, _logger);
            }

            throw;
        }
    }

    private AgentController MakeController(SessionSettings settings, SessionAgent agent, ISecurityAnalyzer? analyzer, Runtime runtime)
    {
        Security.Prepare(analyzer, runtime);
        var options = new AgentControllerOptions
        {
            Headless = false,
            MaxIterations = settings.MaxIterations ?? 100,
            MaxBudget = _services.Options.MaxBudget,
            SecurityAnalyzer = analyzer,
            Confirmation = settings.ConfirmationMode is not true ? ConfirmationPolicy.Never
                : analyzer is null ? ConfirmationPolicy.Always
                : ConfirmationPolicy.Following(() => Security.Confirmation),
            Agents = agent.Delegates ?? _services.Registry,
            StateStore = _services.Store.CreateStateStore(Id) ?? _memory,
        };
        var controller = new AgentController(agent.Agent, runtime, options, _services.LoggerFactory, _services.Time);
        controller.TextReported += OnText;
        controller.DelayReported += OnDelay;
        controller.StateChanged += state => OnState(controller, state);
        return controller;
    }

    private ISecurityAnalyzer? MakeAnalyzer(SessionSettings settings)
    {
        if (settings.SecurityAnalyzer is not { Length: > 0 } name)
        {
            return null;
        }

        var factory = _services.Analyzers.FirstOrDefault(factory => factory.Name == name)
            ?? throw new ArgumentException(_services.Analyzers.Count == 0
                ? $"There is no security analyzer named '{name}'; this server has none. Leave SECURITY_ANALYZER empty."
                : $"There is no security analyzer named '{name}'. Choose one of: {string.Join(", ", _services.Analyzers.Select(factory => factory.Name))}.");
        return factory.Create(Id);
    }

    private void Adopt(SessionParts parts)
    {
        lock (_outputGate)
        {
            _parts = parts;
            if (_outputListeners > 0)
            {
                parts.Runtime.OutputReceived += OnOutput;
            }
        }

        _runtimeReady.TrySetResult(parts.Runtime);
    }

    private void TellFailed(string message)
    {
        Tell(ServerFrames.Error(message));
        Tell(ServerFrames.State(AgentState.Error));
    }

    // To everybody, and after what was published so far: a state that is told early would be taken back by an older one.
    private void Tell(byte[] frame) => _clients.Tell(Events.LatestId, frame);

    private void OnStatus(RuntimeStatus status) => _clients.Post(ClientFeatures.Status, () => ServerFrames.Status(status));

    private void OnText(string text) => _clients.Post(ClientFeatures.Tokens, () => ServerFrames.Text(text));

    private void OnDelay(string reason) => _clients.Post(ClientFeatures.Status, () => ServerFrames.Delay(reason));

    private void OnOutput(long actionId, OutputChunk chunk) => _clients.Post(ClientFeatures.Output, () => ServerFrames.Output(actionId, chunk));
}
