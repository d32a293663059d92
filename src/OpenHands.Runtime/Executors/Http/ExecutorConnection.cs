using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Sends requests to one executor host and opens broken connections again.</summary>
internal sealed class ExecutorConnection : IDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly HttpActionExecutorOptions _options;
    private readonly TimeProvider _time;
    private readonly string _keyHeader;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private int _isDisposed;

    /// <param name="options">Where the host is, and how long to wait.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="kind">What messages call it.</param>
    /// <param name="keyHeader">What the key is sent as.</param>
    public ExecutorConnection(
        HttpActionExecutorOptions options, TimeProvider time, string kind = "The executor host", string keyHeader = ExecutorProtocol.KeyHeader)
    {
        _options = options;
        _time = time;
        _keyHeader = keyHeader;
        _stopped = _stop.Token;
        Host = $"{kind} at {options.BaseAddress}";
        _handler = new SocketsHttpHandler
        {
            // A sandbox may answer with a redirection to what only this machine can reach.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.AnswerTimeout,
            Expect100ContinueTimeout = options.AnswerTimeout,
            MaxResponseDrainSize = 64 * 1024,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        };
        if (options.Connect is { } connect)
        {
            _handler.UseProxy = false;
            _handler.ConnectCallback = (_, token) => connect(token);
        }
        else
        {
            _handler.ConnectCallback = ConnectAsync;
        }

        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The host, for messages.</summary>
    public string Host { get; }

    /// <summary>The life of the host that was first met; every mutating request names it.</summary>
    public string? Instance { get; set; }

    /// <summary>What WebSockets connect with.</summary>
    public HttpMessageInvoker Invoker => _client;

    public bool IsStopped => _stopped.IsCancellationRequested;

    public ExecutorDeadline Deadline(TimeSpan time, CancellationToken caller) => new(time, _time, _stopped, caller);

    /// <summary>The address of a route.</summary>
    public Uri Address(string route) => new($"{_options.BaseAddress.AbsoluteUri.TrimEnd('/')}{route}");

    /// <summary>Makes a request with the headers that every one has.</summary>
    /// <param name="method">How.</param>
    /// <param name="route">Path and query.</param>
    /// <param name="requestId">Names the request, if it changes something.</param>
    public HttpRequestMessage Request(HttpMethod method, string route, string? requestId = null)
    {
        var request = new HttpRequestMessage(method, Address(route));
        if (_options.ApiKey is { } key)
        {
            request.Headers.Add(_keyHeader, key);
        }

        if (requestId is not null)
        {
            request.Headers.Add(ExecutorProtocol.RequestIdHeader, requestId);
            if (Instance is { } instance)
            {
                request.Headers.Add(ExecutorProtocol.InstanceHeader, instance);
            }
        }

        return request;
    }

    /// <summary>Sends one request. The caller disposes the response.</summary>
    /// <exception cref="ConnectionLostException">No answer came.</exception>
    /// <exception cref="ExecutorProtocolException">What came is no HTTP.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException exception) when (IsStopped)
        {
            throw new RuntimeUnavailableException("The executor was stopped. Start a new runtime.", innerException: exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            throw new RuntimeUnavailableException($"{Host} cannot prove who it is: {(exception.InnerException ?? exception).Message}", innerException: exception);
        }
        catch (HttpRequestException exception) when (IsNonsense(exception.HttpRequestError))
        {
            throw new ExecutorProtocolException($"{Host} did not answer in HTTP: {exception.Message}", exception);
        }
        catch (HttpRequestException exception)
        {
            var wasSent = exception.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.ProxyTunnelError);
            throw new ConnectionLostException(wasSent, exception);
        }
    }

    /// <summary>Asks for something that may be asked again: it changes nothing, or carries an id.</summary>
    /// <typeparam name="TAnswer">What is answered.</typeparam>
    /// <param name="what">What is asked, for messages.</param>
    /// <param name="makeRequest">Makes the request, once for each attempt.</param>
    /// <param name="answer">How the answer is written.</param>
    /// <param name="patience">How long to open connections again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TAnswer> AskAsync<TAnswer>(
        string what, Func<HttpRequestMessage> makeRequest, JsonTypeInfo<TAnswer> answer, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = Deadline(_options.AnswerTimeout + patience, cancellationToken);
        try
        {
            var body = await AgainWhileLostAsync(_ => AskOnceAsync(makeRequest, deadline.Token), patience, deadline.Token).ConfigureAwait(false);
            return Read(body, answer);
        }
        catch (ConnectionLostException lost)
        {
            throw new RuntimeUnavailableException($"{Host} is not reached: {lost.Message} ({what}, tried for {patience}).", isTransient: true, lost.InnerException);
        }
        catch (OperationCanceledException exception) when (deadline.Token.IsCancellationRequested)
        {
            throw deadline.Explain(Host, what, exception);
        }
    }

    /// <summary>Does something again as long as the connection breaks, with growing pauses.</summary>
    /// <param name="attempt">Is told how many attempts there were before.</param>
    /// <param name="patience">For how long, counted from the first break after an answer.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectionLostException">The last attempt's, when patience is over.</exception>
    public async Task<T> AgainWhileLostAsync<T>(Func<int, Task<T>> attempt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        long? lostAt = null;
        for (var attempts = 0; ; attempts++)
        {
            var began = _time.GetTimestamp();
            try
            {
                return await attempt(attempts).ConfigureAwait(false);
            }
            catch (ConnectionLostException lost)
            {
                // A connection that held for a while and then broke is a new misfortune, not more of the old one.
                if (lostAt is null || (lost.WasSent && _time.GetElapsedTime(began) > patience))
                {
                    (lostAt, pause) = (_time.GetTimestamp(), s_firstPause);
                }

                if (_time.GetElapsedTime(lostAt.Value) + pause > patience)
                {
                    throw;
                }
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    /// <summary>Stops a request that another connection is busy with. Returns when it has ended.</summary>
    public async Task CancelAsync(string requestId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new CancelRequest(requestId), ExecutorJsonContext.Default.CancelRequest);
        await AskAsync(
            "cancel a request",
            () => Json(Request(HttpMethod.Post, ExecutorRoutes.CancelRequest), body),
            ExecutorJsonContext.Default.StatusAnswer,
            patience,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a request a body of JSON.</summary>
    public static HttpRequestMessage Json(HttpRequestMessage request, byte[] body)
    {
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ExecutorProtocol.Json) } };
        return request;
    }

    /// <summary>The whole body of an answer, which must be a success.</summary>
    public async Task<ReadOnlyMemory<byte>> SuccessBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BodyAsync(response, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? body : throw ExecutorErrors.For(Host, (int)response.StatusCode, body);
    }

    /// <summary>The whole body of an answer.</summary>
    public async Task<ReadOnlyMemory<byte>> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedRead.AllAsync(Host, response.Content, _options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw Lost(exception);
        }
    }

    /// <summary>What a failed read of a body means.</summary>
    public Exception Lost(IOException exception) => exception is HttpIOException { HttpRequestError: var error } && IsNonsense(error)
        ? new ExecutorProtocolException($"{Host} did not answer in HTTP: {exception.Message}", exception)
        : new ConnectionLostException(wasSent: true, exception);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _client.Dispose();
        _handler.Dispose();
        _stop.Dispose();
    }

    private static bool IsNonsense(HttpRequestError error) => error is HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
        or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError or HttpRequestError.ExtendedConnectNotSupported;

    // A host that vanished without a word is noticed.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskOnceAsync(Func<HttpRequestMessage> makeRequest, CancellationToken cancellationToken)
    {
        using var request = makeRequest();
        using var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await SuccessBodyAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private TAnswer Read<TAnswer>(ReadOnlyMemory<byte> body, JsonTypeInfo<TAnswer> answer)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, answer) ?? throw new ExecutorProtocolException($"{Host} answered null.");
        }
        catch (JsonException exception)
        {
            throw new ExecutorProtocolException($"{Host} answered what this version does not understand: {exception.Message}", exception);
        }
    }
}
