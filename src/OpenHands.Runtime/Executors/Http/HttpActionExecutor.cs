using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>An executor that is somewhere else: asks an executor host over HTTP, on a network or on any stream.</summary>
/// <remarks>
/// <para>
/// Nothing is executed twice. Every request that changes something has an id, and a host answers a repeated id with its first answer. When
/// a connection breaks, the result is asked for by that id; when it cannot be had, <see cref="RuntimeOutcomeUnknownException"/> says so.
/// </para>
/// <para>
/// The host is not trusted: what it answers is limited in size, checked, and never followed elsewhere. Disposing closes the connections and
/// ends waiting calls; the sandbox and what runs in it stay, unless <see cref="ResetAsync"/> was called.
/// </para>
/// </remarks>
public sealed partial class HttpActionExecutor : IActionExecutor, ISandboxConnector
{
    private readonly HttpActionExecutorOptions _options;
    private readonly ExecutorConnection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _isDisposed;

    private HttpActionExecutor(HttpActionExecutorOptions options, ExecutorConnection connection, TimeProvider time, ILogger logger, ExecutorInfo info)
    {
        _options = options;
        _time = time;
        _connection = connection;
        _logger = logger;
        WorkspacePath = info.WorkingDir!;
        Capabilities = new RuntimeCapabilities
        {
            Actions = [.. info.Actions ?? []],
            Isolation = options.Isolation,
            StreamsOutput = true,
            StateDirectory = info.StateDirectory,
            Missing = info.Missing ?? [],
        };
    }

    /// <inheritdoc />
    public RuntimeCapabilities Capabilities { get; }

    /// <summary>Where commands start and relative paths begin, as an absolute path of the sandbox.</summary>
    public string WorkspacePath { get; }

    /// <summary>Waits until a host is there, and checks that both sides understand each other.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RuntimeStartException">It is not there in time, or refuses the key; the message says what to do.</exception>
    /// <exception cref="ExecutorProtocolException">It is no executor host, or one of another version.</exception>
    public static async Task<HttpActionExecutor> ConnectAsync(
        HttpActionExecutorOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var time = timeProvider ?? TimeProvider.System;
        var connection = new ExecutorConnection(options, time);
        try
        {
            var info = await connection.AskAsync(
                "connect",
                () => connection.Request(HttpMethod.Get, ExecutorRoutes.ServerInfo),
                ExecutorJsonContext.Default.ExecutorInfo,
                options.StartTimeout,
                cancellationToken).ConfigureAwait(false);
            ExecutorInfoCheck.ThrowIfUnusable(connection.Host, info, options.ApiKey is not null);
            connection.Instance = info.Instance;
            var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<HttpActionExecutor>();
            var executor = new HttpActionExecutor(options, connection, time, logger, info);
            await executor.SendSettingsAsync(cancellationToken).ConfigureAwait(false);
            return executor;
        }
        catch (RuntimeUnavailableException exception)
        {
            connection.Dispose();
            throw new RuntimeStartException(exception.Message, exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (action is FileWriteAction { Content: var content } && HalfCharacterIn(content) is { } position)
        {
            // JSON would carry something else in its place, and say nothing.
            return Task.FromResult<Observation>(new ErrorObservation($"Content could not be encoded as utf-8: half a surrogate pair at character {position}."));
        }

        return new RemoteExecution(_connection, _options, _logger, action, onOutput).RunAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        EnvironmentVariables.ThrowIfInvalid(variables);
        var body = JsonSerializer.SerializeToUtf8Bytes(new EnvironmentRequest(new Dictionary<string, string>(variables)), ExecutorJsonContext.Default.EnvironmentRequest);
        return ChangeAsync("set the environment", ExecutorRoutes.Environment, body, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new ListFilesRequest { Path = path }, ExecutorJsonContext.Default.ListFilesRequest);
        var names = await _connection.AskAsync(
            "list files",
            () => ExecutorConnection.Json(_connection.Request(HttpMethod.Post, ExecutorRoutes.ListFiles), body),
            ExecutorJsonContext.Default.StringArray,
            _options.ReconnectTimeout,
            cancellationToken).ConfigureAwait(false);
        return Array.IndexOf(names, null) < 0 ? names : throw new ExecutorProtocolException($"{_connection.Host} listed a file without a name.");
    }

    /// <summary>Stops everything that was started in the sandbox and gives it a fresh shell. Files stay.</summary>
    /// <exception cref="RuntimeException">The host is not reached, or cannot start a shell.</exception>
    public Task ResetAsync(CancellationToken cancellationToken = default) => ChangeAsync("reset", ExecutorRoutes.Reset, "{}"u8.ToArray(), cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        try
        {
            await KillProcessesAsync().ConfigureAwait(false);
            if (_options.ResetOnDispose)
            {
                await ResetAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (RuntimeException exception)
        {
            LogNotReset(exception);
        }
        finally
        {
            _connection.Dispose();
        }
    }

    private static int? HalfCharacterIn(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var next = rest.IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
            {
                return null;
            }

            if (Rune.DecodeFromUtf16(rest[next..], out _, out var consumed) != OperationStatus.Done)
            {
                return text.Length - rest.Length + next;
            }

            rest = rest[(next + consumed)..];
        }

        return null;
    }

    private async Task SendSettingsAsync(CancellationToken cancellationToken)
    {
        var settings = new ExecutorSettings
        {
            SoftTimeout = _options.SoftTimeout?.TotalSeconds,
            MaxOutputBytes = _options.MaxOutputBytes,
            MaxOutputFileBytes = _options.MaxOutputFileBytes,
        };
        if (settings != new ExecutorSettings())
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(settings, ExecutorJsonContext.Default.ExecutorSettings);
            await ChangeAsync("settings", ExecutorRoutes.Settings, body, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<StatusAnswer> ChangeAsync(string what, string route, byte[] body, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        return _connection.AskAsync(
            what,
            () => ExecutorConnection.Json(_connection.Request(HttpMethod.Post, route, id), body),
            ExecutorJsonContext.Default.StatusAnswer,
            _options.ReconnectTimeout,
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "The sandbox could not be told to stop what was started in it.")]
    private partial void LogNotReset(Exception exception);
}
