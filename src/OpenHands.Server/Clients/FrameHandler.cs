using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server.Clients;

/// <summary>Does what one client's frames ask, one after the other. A frame that cannot be is answered by an error frame; the connection goes on.</summary>
internal sealed class FrameHandler(AgentSession owner, Session client, Func<string, string?> sessionOfToken) : IDisposable
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 128 };

    private readonly ILogger _logger = owner.CreateLogger<FrameHandler>();

    // The client's own actions that it has yet to pass by on the stream. Only while nothing is being published are they complete.
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private readonly Queue<long> _own = [];

    /// <summary>Handles one frame.</summary>
    public async ValueTask HandleAsync(ReceivedFrame frame, CancellationToken cancellationToken)
    {
        if (frame.Refusal is { } refusal)
        {
            await RefuseAsync(refusal);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(frame.Utf8, s_options);
            await HandleAsync(document.RootElement, cancellationToken);
        }
        catch (JsonException)
        {
            await RefuseAsync("Invalid JSON");
        }
        catch (Exception exception) when (exception is EventFormatException or ArgumentException or InvalidOperationException)
        {
            await RefuseAsync(exception.Message);
        }
        catch (EventStoreException exception)
        {
            await RefuseAsync($"This was not done, as it could not be stored: {exception.Message}");
        }
    }

    /// <summary>Whether an event is what this client sent itself, and so need not be told. Asked for each live event, in order.</summary>
    public async ValueTask<bool> IsOwnAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
    {
        if (agentEvent is not AgentAction { Source: EventSource.User })
        {
            return false;
        }

        // The stream may tell the event before the publisher has learned its id.
        await _publishing.WaitAsync(cancellationToken);
        try
        {
            while (_own.TryPeek(out var id) && id < agentEvent.Id)
            {
                _own.Dequeue();
            }

            return _own.TryPeek(out var own) && own == agentEvent.Id;
        }
        finally
        {
            _publishing.Release();
        }
    }

    public void Dispose() => _publishing.Dispose();

    private async ValueTask HandleAsync(JsonElement frame, CancellationToken cancellationToken)
    {
        if (frame.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException("A frame must be a JSON object.");
        }

        ThrowIfOtherSession(frame);
        var word = frame.TryGetProperty("action", out var action) && action.ValueKind == JsonValueKind.String ? action.GetString() : null;
        switch (word)
        {
            case "initialize":
                await InitializeAsync(InitializeFrame.Read(frame), cancellationToken);
                break;
            case "interrupt":
                await InterruptAsync(frame, cancellationToken);
                break;
            case "watch":
                Watch(frame);
                break;
            case null when !frame.TryGetProperty("action", out _) && frame.TryGetProperty("observation", out _):
                throw new EventFormatException("Clients send actions; observations are made by the runtime.");
            case "message":
                using (var message = ClientDialect.WithoutTimestamp(frame))
                {
                    await PublishAsync(owner.Services.Options.Serializer.ReadAction(message.RootElement), cancellationToken);
                }

                break;
            default:
                await PublishAsync(owner.Services.Options.Serializer.ReadAction(frame), cancellationToken);
                break;
        }
    }

    private async ValueTask PublishAsync(AgentAction action, CancellationToken cancellationToken)
    {
        if (action is MessageAction { ImagesUrls.Count: > 0 } && owner.WhyNoImages is { } why)
        {
            throw new InvalidOperationException(why);
        }

        await _publishing.WaitAsync(cancellationToken);
        try
        {
            var published = await owner.PublishAsync(action, cancellationToken);
            _own.Enqueue(published.Id);
        }
        finally
        {
            _publishing.Release();
        }
    }

    private async ValueTask InitializeAsync(SessionSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            if (await owner.InitializeAsync(settings, cancellationToken))
            {
                client.TellState();
            }
        }
        catch (SessionStartException exception) when (!exception.IsTold)
        {
            await RefuseAsync(exception.Message);
            client.TellState();
        }
        catch (SessionStartException)
        {
            // Every client of the session has been told, this one too.
        }
    }

    private async ValueTask InterruptAsync(JsonElement frame, CancellationToken cancellationToken)
    {
        if (frame.TryGetProperty("args", out var args) && args.ValueKind == JsonValueKind.Object && args.TryGetProperty("id", out var given))
        {
            var why = given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var id)
                ? owner.Interrupt(id)
                : "'id' of an interrupt must be the id of the action's event, a whole number.";
            if (why is not null)
            {
                throw new InvalidOperationException(why);
            }
        }
        else
        {
            await PublishAsync(new CmdRunAction("ctrl+c"), cancellationToken);
        }
    }

    private void Watch(JsonElement frame)
    {
        if (!frame.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Object
            || !args.TryGetProperty("screen", out var screen) || screen.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new EventFormatException("'args' of 'watch' must have 'screen': true or false.");
        }

        if (!client.TryWatchScreen(screen.GetBoolean()))
        {
            throw new InvalidOperationException("This connection has no frames of the screen. Connect with features=screen to watch it.");
        }
    }

    // Earlier clients put their token into every frame.
    private void ThrowIfOtherSession(JsonElement frame)
    {
        if (frame.TryGetProperty("token", out var token)
            && token.ValueKind == JsonValueKind.String
            && token.GetString() is { Length: > 0 } text
            && sessionOfToken(text) != owner.Id)
        {
            throw new EventFormatException("The token of this frame is not that of this session, or not valid any more. Nothing was done.");
        }
    }

    private async ValueTask RefuseAsync(string why)
    {
        owner.Services.Telemetry.FramesRefused.Add(1);
        SessionLog.FrameRefused(_logger, owner.Id, client.Number);
        await client.SendAsync(ServerFrames.Error(why));
    }
}
