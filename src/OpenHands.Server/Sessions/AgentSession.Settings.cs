using OpenHands.Server.Clients;

namespace OpenHands.Server;

// What is chosen anew once the session is there. An agent that works is left alone: what was chosen meanwhile counts as soon as it rests.
public sealed partial class AgentSession
{
    private readonly Lock _restGate = new();
    private Task _atRest = Task.CompletedTask;

    // Only whoever holds _initializing looks at it.
    private SessionSettings? _wanted;

    private static bool IsAtRest(AgentState state) =>
        state is not (AgentState.Loading or AgentState.Running or AgentState.AwaitingUserConfirmation or AgentState.UserConfirmed or AgentState.UserRejected);

    // On the controller's own loop, which a change has to end: so it is made beside it. Closing waits for it.
    private void OnState(AgentController controller, AgentState state)
    {
        if (controller.IsBroken)
        {
            TellFailed("The agent has stopped, as what it does cannot be stored. Initialise the session again once there is room; reloading the page does.");
        }

        if (IsAtRest(state))
        {
            lock (_restGate)
            {
                _atRest = ApplyWantedAfterAsync(_atRest);
            }
        }
    }

    // Never fails.
    private async Task ApplyWantedAfterAsync(Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _initializing.WaitAsync(_closing.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            if (_parts is { } parts)
            {
                await ApplyWantedAsync(parts);
            }
        }
        catch (SessionStartException exception) when (!exception.IsTold)
        {
            // Nobody waits for the answer any more, so everybody gets it.
            Tell(ServerFrames.Error(exception.Message));
        }
        catch (Exception exception) when (exception is SessionStartException or OperationCanceledException)
        {
            // It has been told already, or the session closes.
        }
        catch (Exception exception)
        {
            SessionLog.NotInitialized(_logger, exception, Id);
        }
        finally
        {
            _initializing.Release();
        }
    }

    private Task WhenAppliedAsync()
    {
        lock (_restGate)
        {
            return _atRest;
        }
    }

    private async Task ApplyWantedAsync(SessionParts parts)
    {
        if (_wanted is not { } settings || (parts.Work is { } work && !IsAtRest(work.Controller.State)))
        {
            return;
        }

        _wanted = null;
        if (!parts.HasAgent || settings != parts.Settings)
        {
            await ChangeAsync(parts, settings);
        }
    }

    // The runtime stays, with everything that runs in it; the agent goes on where the old one was.
    private async Task ChangeAsync(SessionParts parts, SessionSettings settings)
    {
        var work = await PrepareAsync(parts, settings);
        _hasFailed = false;
        _isStarting = true;
        try
        {
            // A stream has one controller: the old one ends before the new one begins.
            _parts = parts with { Settings = settings, Work = null };
            await (parts.Work?.DisposeAsync(_logger) ?? Task.CompletedTask);
            await work.Controller.StartAsync(_closing.Token);
            _parts = parts with { Settings = settings, Work = work };

            // Where the user changed the policy while the old analyzer was still there.
            Security.Prepare(work.Analyzer, parts.Runtime);
            var begun = await Events.PublishAsync(new ChangeAgentStateAction(AgentState.Init), EventSource.User);
            await work.Controller.WaitUntilKnownAsync(begun.Id).WaitAsync(_closing.Token);
            SessionLog.SettingsChanged(_logger, Id);
        }
        catch (Exception exception)
        {
            // Without an agent, so that the next initialize makes one.
            _parts = parts with { Settings = settings, Work = null };
            await work.DisposeAsync(_logger);
            if (_closing.IsCancellationRequested)
            {
                throw new OperationCanceledException("The session closes.", exception, _closing.Token);
            }

            throw Fail("The agent could not be started with the changed settings, and the session has none until it is initialised again.", exception);
        }
        finally
        {
            _isStarting = false;
        }
    }

    // Everything that can be wrong with settings is found here, while the old agent is still there.
    private async Task<SessionWork> PrepareAsync(SessionParts parts, SessionSettings settings)
    {
        SessionAgent? agent = null;
        ISecurityAnalyzer? analyzer = null;
        try
        {
            Events.Secrets.TryRegister(settings.ApiKey);
            await using var prepared = _services.Agents.Prepare(settings);
            string[] missing = [.. prepared.Plugins.Except(parts.Plugins, StringComparer.Ordinal)];
            if (missing.Length > 0)
            {
                throw new ArgumentException(
                    $"The agent '{settings.Agent}' needs plugins ({string.Join(", ", missing)}) that this session's runtime was started without. Begin a new session for it.");
            }

            agent = prepared.Create(parts.Runtime);
            analyzer = MakeAnalyzer(settings);
            return new SessionWork(agent, analyzer, MakeController(settings, agent, analyzer, parts.Runtime));
        }
        catch (Exception exception)
        {
            await SessionParts.DisposeAsync(agent?.Agent, _logger);
            await SessionParts.DisposeAsync(analyzer, _logger);
            throw new SessionStartException(Events.Secrets.Mask($"The settings were not changed. {exception.Message}"), exception);
        }
    }
}
