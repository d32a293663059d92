using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>One action on its way to a host and back: sent once, however often the connection breaks.</summary>
internal sealed partial class RemoteExecution
{
    private readonly ExecutorConnection _connection;
    private readonly HttpActionExecutorOptions _options;
    private readonly ILogger _logger;
    private readonly AgentAction _action;
    private readonly Action<OutputChunk>? _onOutput;
    private readonly string _requestId = Guid.NewGuid().ToString("N");
    private readonly byte[] _body;
    private readonly string _what;
    private long _nextOffset;

    // Of an earlier attempt: whether the host may have seen it.
    private bool _mayHaveRun;

    public RemoteExecution(ExecutorConnection connection, HttpActionExecutorOptions options, ILogger logger, AgentAction action, Action<OutputChunk>? onOutput)
    {
        _connection = connection;
        _options = options;
        _logger = logger;
        _action = action;
        _onOutput = onOutput;
        _body = Write(action, options.Events);
        _what = $"action {action.ActionType}";
    }

    /// <summary>Sends it and waits for its observation.</summary>
    /// <param name="cancellationToken">Stops the action in the sandbox; what it printed is still its observation.</param>
    public async Task<Observation> RunAsync(CancellationToken cancellationToken)
    {
        var time = (_action.Timeout ?? TimeSpan.FromMinutes(2)) + _options.AnswerTimeout;
        using var deadline = _connection.Deadline(time, CancellationToken.None);
        using (cancellationToken.UnsafeRegister(_ => _ = CancelAsync(deadline), null))
        {
            try
            {
                return await _connection.AgainWhileLostAsync(attempt => SendOnceAsync(attempt, deadline.Token), _options.ReconnectTimeout, deadline.Token)
                    .ConfigureAwait(false);
            }
            catch (ConnectionLostException lost) when (_mayHaveRun)
            {
                throw Unknown($"the connection to it broke and could not be opened again for {_options.ReconnectTimeout} ({lost.Message})", lost.InnerException);
            }
            catch (ConnectionLostException lost)
            {
                throw new RuntimeUnavailableException($"{_connection.Host} is not reached: {lost.Message} ({_what} was not sent).", isTransient: true, lost.InnerException);
            }
            catch (OperationCanceledException exception) when (deadline.IsTimeUp && _mayHaveRun)
            {
                throw Unknown($"it did not answer within {time}", exception);
            }
            catch (OperationCanceledException exception) when (deadline.Token.IsCancellationRequested)
            {
                throw deadline.Explain(_connection.Host, _what, exception);
            }
        }
    }

    private static byte[] Write(AgentAction action, EventSerializer events)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, EventSerializer.WriterOptions);
        writer.WriteStartObject();
        writer.WritePropertyName("action"u8);
        events.Write(action, writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private async Task<Observation> SendOnceAsync(int attempts, CancellationToken cancellationToken)
    {
        if (attempts > 0)
        {
            LogAskingAgain(_requestId, attempts);
        }

        using var request = ExecutorConnection.Json(_connection.Request(HttpMethod.Post, ExecutorRoutes.ExecuteAction, _requestId), _body);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(_onOutput is null ? ExecutorProtocol.Json : ExecutorProtocol.Lines));
        try
        {
            using var response = await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentType?.MediaType == ExecutorProtocol.Lines)
            {
                return await ReadLinesAsync(response, cancellationToken).ConfigureAwait(false);
            }

            var body = await _connection.BodyAsync(response, cancellationToken).ConfigureAwait(false);
            return Answer((int)response.StatusCode, body);
        }
        catch (ConnectionLostException lost) when (lost.WasSent)
        {
            _mayHaveRun = true;
            throw;
        }
        catch (OperationCanceledException)
        {
            _mayHaveRun = true;
            throw;
        }
    }

    private async Task<Observation> ReadLinesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var lines = new ExecutionLineReader(_connection.Host, stream, _options.MaxAnswerBytes);
        await using (lines.ConfigureAwait(false))
        {
            while (await ReadLineAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (line is { Status: { } status, Answer: { } answer })
                {
                    return status == 200 ? Observe(answer) : throw Failure(status, JsonSerializer.SerializeToUtf8Bytes(answer, ExecutorJsonContext.Default.JsonElement));
                }

                Tell(line);
            }
        }

        throw new ConnectionLostException(wasSent: true, new EndOfStreamException("The answer ended before the observation came."));
    }

    private async Task<ExecutionLine?> ReadLineAsync(ExecutionLineReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw _connection.Lost(exception);
        }
    }

    private void Tell(ExecutionLine line)
    {
        if (line is not { Offset: >= 0 and { } offset, Text: { Length: > 0 } text })
        {
            throw new ExecutorProtocolException($"{_connection.Host} sent a line that is neither output nor an answer.");
        }

        // What was told before the connection broke is not told again.
        if (offset >= _nextOffset)
        {
            _nextOffset = offset + 1;
            _onOutput?.Invoke(new OutputChunk(offset, text));
        }
    }

    private Observation Answer(int status, ReadOnlyMemory<byte> body)
    {
        if (status != 200)
        {
            throw Failure(status, body);
        }

        try
        {
            using var document = JsonDocument.Parse(body, EventSerializer.DocumentOptions);
            return Observe(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new ExecutorProtocolException($"{_connection.Host} answered what is no JSON: {exception.Message}", exception);
        }
    }

    // What stamps events and what speaks for users and controllers is never the sandbox.
    private Observation Observe(JsonElement json)
    {
        try
        {
            return _options.Events.Read(json) switch
            {
                AgentStateChangedObservation or UserRejectObservation or AgentDelegateObservation =>
                    throw new ExecutorProtocolException($"{_connection.Host} answered with an observation that no sandbox may make."),
                Observation observation => observation with { Id = AgentEvent.Unassigned, Cause = null, Source = null, Timestamp = null },
                _ => throw new ExecutorProtocolException($"{_connection.Host} answered with an action where an observation belongs."),
            };
        }
        catch (EventFormatException exception)
        {
            throw new ExecutorProtocolException($"{_connection.Host} answered with what is no observation: {ExecutorErrors.Shorten(exception.Message)}", exception);
        }
    }

    private Exception Failure(int status, ReadOnlyMemory<byte> body)
    {
        // Who answers is not who was asked first, so nobody knows any more.
        return _mayHaveRun && ExecutorErrors.CodeOf(body) == ExecutorErrorCode.AnotherInstance
            ? Unknown("it was restarted meanwhile", null)
            : ExecutorErrors.For(_connection.Host, status, body);
    }

    private RuntimeOutcomeUnknownException Unknown(string why, Exception? innerException) => new(
        $"{_connection.Host} was sent the {_what} (request {_requestId}), but {why}. It may have run, or run on; it was not sent a second time. Look before asking again.",
        innerException);

    private async Task CancelAsync(ExecutorDeadline deadline)
    {
        deadline.Restart(_options.AnswerTimeout);
        try
        {
            await _connection.CancelAsync(_requestId, _options.ReconnectTimeout, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeException or ObjectDisposedException)
        {
            LogNotCancelled(exception, _requestId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The connection broke while request {RequestId} was under way; asking for its result, attempt {Attempt}.")]
    private partial void LogAskingAgain(string requestId, int attempt);

    [LoggerMessage(LogLevel.Warning, "Request {RequestId} could not be cancelled.")]
    private partial void LogNotCancelled(Exception exception, string requestId);
}
