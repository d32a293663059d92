using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace OpenHands.Server.Mcp;

/// <summary>One message of a client while it is being answered. Its end is the end of the connection, and the other way round.</summary>
/// <remarks>
/// A server says nothing more about a request that its client gave up, so the connection has to end with it. A client whose connection is gone can never
/// get the answer: streams are not replayed. Many give up by that alone.
/// </remarks>
internal sealed class McpAnswer : IDisposable
{
    private static readonly JsonTypeInfo<CancelledNotificationParams> s_given = (JsonTypeInfo<CancelledNotificationParams>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CancelledNotificationParams));

    private readonly McpSession _session;
    private readonly JsonRpcMessage _message;
    private readonly CancellationToken _connection;
    private readonly CancellationTokenSource _end;

    public McpAnswer(McpSession session, JsonRpcMessage message, CancellationToken connection)
    {
        _session = session;
        _message = message;
        _connection = connection;
        _end = CancellationTokenSource.CreateLinkedTokenSource(connection);
        if (message is JsonRpcRequest request)
        {
            session.Answers[request.Id] = this;
        }
    }

    /// <summary>Hands the message to the session's server, and sends what it says about it.</summary>
    /// <returns>Whether something was said; to a notification nothing is.</returns>
    /// <exception cref="OperationCanceledException">The client gave it up, in one way or the other.</exception>
    public async Task<bool> RunAsync(Stream response)
    {
        try
        {
            var hasSaid = await _session.Transport.HandlePostRequestAsync(_message, response, _end.Token);
            if (GivenUp(_message) is { } id && _session.Answers.TryGetValue(id, out var given))
            {
                await given._end.CancelAsync();
            }

            return hasSaid;
        }
        finally
        {
            if (_connection.IsCancellationRequested && _message is JsonRpcRequest request)
            {
                await _session.Transport.HandlePostRequestAsync(NotificationOf(request), Stream.Null, CancellationToken.None);
            }
        }
    }

    public void Dispose()
    {
        if (_message is JsonRpcRequest request)
        {
            _session.Answers.TryRemove(KeyValuePair.Create(request.Id, this));
        }

        _end.Dispose();
    }

    private static RequestId? GivenUp(JsonRpcMessage message)
    {
        if (message is not JsonRpcNotification { Method: NotificationMethods.CancelledNotification } notification)
        {
            return null;
        }

        try
        {
            return notification.Params?.Deserialize(s_given)?.RequestId;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonRpcNotification NotificationOf(JsonRpcRequest request) => new()
    {
        Method = NotificationMethods.CancelledNotification,
        Params = JsonSerializer.SerializeToNode(new CancelledNotificationParams { RequestId = request.Id, Reason = "The connection ended." }, s_given),
    };
}
