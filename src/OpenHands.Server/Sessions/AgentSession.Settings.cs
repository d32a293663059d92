using OpenHands.Server.Clients;

namespace OpenHands.Server;

// What is chosen anew once the session is there. An agent that works is left alone: what was chosen meanwhile counts as soon as it rests.
public sealed partial class AgentSession
{
    // Only whoever holds _initializing looks at it.
    private SessionSettings? _wanted;

    private static bool IsAtRest(AgentState state) =>
        state is not (AgentState.Loading or AgentState.Running or AgentState.AwaitingUserConfirmation or AgentState.UserConfirmed or AgentState.UserRejected);

    // On the controller's own loop, which a change has to end.
    private void OnState(AgentState state)
    {
        if (IsAtRest(state))
        {
            _ = ApplyWantedLaterAsync();
        }
    }

    private async Task ApplyWantedLaterAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
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
        catch (SessionStartException exception)
        {
            _clients.Post(ClientFeatures.None, () => ServerFrames.Error(exception.Message));
        }
        catch (Exception exception) when (!_closing.IsCancellationRequested)
        {
            SessionLog.NotInitialized(_logger, exception, Id);
        }
        catch (Exception)
        {
            // The session closes.
        }
        finally
        {
            _initializing.Release();
        }
    }

    private async Task ApplyWantedAsync(SessionParts parts)
    {
        if (_wanted is not { } settings || !IsAtRest(parts.Controller.State))
        {
            return;
        }

        _wanted = null;
        if (settings != parts.Settings)
        {
            await ChangeAsync(parts, settings);
        }
    }

    // The runtime stays, with everything that runs in it; the agent goes on where the old one was.
    private async Task ChangeAsync(SessionParts parts, SessionSettings settings)
    {
        SessionAgent? agent = null;
        ISecurityAnalyzer? analyzer = null;
        try
        {
            KeepSecret(settings);
            await using var prepared = _services.Agents.Prepare(settings);
            string[] missing = [.. prepared.Plugins.Except(parts.Plugins, StringComparer.Ordinal)];
            if (missing.Length > 0)
            {
                throw new ArgumentException(
                    $"The agent '{settings.Agent}' needs plugins ({string.Join(", ", missing)}) that this session's runtime was started without. Begin a new session for it.");
            }

            agent = prepared.Create(parts.Runtime);
            analyzer = MakeAnalyzer(settings);
        }
        catch (Exception exception)
        {
            await SessionParts.DisposeAsync(agent?.Agent, _logger);
            await SessionParts.DisposeAsync(analyzer, _logger);
            throw new SessionStartException(Events.Secrets.Mask($"The settings were not changed. {exception.Message}"), exception);
        }

        await parts.DisposeAgentAsync(_logger);
        var controller = MakeController(settings, agent, analyzer, parts.Runtime);
        await controller.StartAsync(_closing.Token);
        _parts = parts with { Settings = settings, Agent = agent, Analyzer = analyzer, Controller = controller };
        await Events.PublishAsync(new ChangeAgentStateAction(AgentState.Init), EventSource.User);
        await controller.WaitUntilSettledAsync(_closing.Token);
        SessionLog.SettingsChanged(_logger, Id);
    }
}
