using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace OpenHands;

// Agents that call agents. Everything here runs on the loop.
public sealed partial class AgentController
{
    // The agent that the user talks to, the one it called, the one that one called… The last is at work.
    private readonly List<AgentFrame> _frames;

    private async ValueTask DelegateAsync(AgentDelegateAction call, JsonPayload inputs)
    {
        if (_frames.Count > _options.MaxDelegateLevel)
        {
            await ReportErrorAsync(
                $"The agent {call.Agent} was not called: {_frames.Count - 1} agents already wait for one another, and {_options.MaxDelegateLevel} is the limit. Do this part without help.",
                call.Id).ConfigureAwait(false);
            return;
        }

        IAgent? agent;
        try
        {
            if (!_options.Agents.TryCreate(call.Agent, out agent))
            {
                var names = _options.Agents.Names;
                await ReportErrorAsync(
                    $"There is no agent named '{call.Agent}'. {(names.Count == 0 ? "No agent can be called here." : $"Agents that can be called: {string.Join(", ", names)}.")}",
                    call.Id).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception exception)
        {
            LogAgentFailed(exception, call.Agent);
            await ReportErrorAsync($"The agent {call.Agent} could not be made: {exception.Message}", call.Id).ConfigureAwait(false);
            return;
        }

        _frames.Add(new AgentFrame(agent, new AgentHistory(_options.HistoryLimit, _events.Types), inputs) { Name = call.Agent, Call = call, NextId = call.Id });
    }

    private async ValueTask AnswerCallAsync(JsonPayload outputs)
    {
        var text = string.Join(", ", outputs.Element.ValueKind == JsonValueKind.Object
            ? outputs.Element.EnumerateObject().Select(output => $"{output.Name}: {output.Value}")
            : [outputs.ToString()]);
        var content = text.Length == 0 ? $"{Current.Name} finishes task." : $"{Current.Name} finishes task with {text}";
        var answer = await PublishAsync(new AgentDelegateObservation(outputs) { Content = content, Cause = Current.Call!.Id }).ConfigureAwait(false);
        Return(answer.Id);
    }

    private async ValueTask FailDelegateAsync(string what)
    {
        await ReportErrorAsync($"The agent {Current.Name} {what}.", Current.Call!.Id).ConfigureAwait(false);
        Return(_lastOwnId);
    }

    private async ValueTask DismissDelegatesAsync(string what)
    {
        while (_frames.Count > 1)
        {
            await FailDelegateAsync(what).ConfigureAwait(false);
        }
    }

    // What the agent did stays out of its caller's history: that goes on with the answer.
    private void Return(long answerId)
    {
        var returned = Current;
        _frames.RemoveAt(_frames.Count - 1);
        Current.NextId = answerId;
        _ = DisposeAsync(returned, _step?.Completion ?? Task.CompletedTask);
    }

    private async Task DisposeAsync(AgentFrame frame, Task lastStep)
    {
        try
        {
            await lastStep.ConfigureAwait(false);
            switch (frame.Agent)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync().ConfigureAwait(false);
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
        catch (Exception exception)
        {
            LogNotDisposed(exception, frame.Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The agent {Agent} could not be disposed.")]
    private partial void LogNotDisposed(Exception exception, string agent);
}
