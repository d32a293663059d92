using Microsoft.Extensions.Logging;
using OpenHands.Plugins;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>A plugin that is a program in the sandbox, in any language: it reads actions and prints observations, one JSON object a line.</summary>
/// <remarks>
/// Actions go to the process one at a time; others wait for their turn within their own timeouts. A process that ends, hangs or prints
/// what is no answer fails the action that waits for it with an <see cref="ErrorObservation"/> and is stopped, with everything it started; the
/// next action starts it again. <c>docs/writing-a-plugin.md</c> has the protocol.
/// </remarks>
public sealed partial class ProcessPlugin : IRuntimePlugin
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly ProcessPluginOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private EventSerializer _serializer = EventSerializer.Default;
    private PluginContext? _context;
    private volatile PluginProcess? _process;
    private string _documentation;
    private long _lastId;
    private volatile bool _isDisposed;

    /// <summary>Describes the plugin; nothing is started.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message says which.</exception>
    public ProcessPlugin(ProcessPluginOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _options = options;
        _documentation = options.Documentation;
    }

    /// <inheritdoc />
    public string Name => _options.Name;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Actions => _options.Actions;

    /// <inheritdoc />
    public string Documentation => _documentation;

    /// <inheritdoc />
    public void RegisterEventTypes(EventTypeRegistry types)
    {
        ArgumentNullException.ThrowIfNull(types);
        _options.RegisterEventTypes(types);
        foreach (var word in _options.Actions.Where(word => !types.KnowsAction(word)))
        {
            types.AddAction(word);
        }

        foreach (var word in _options.Observations.Where(word => !types.KnowsObservation(word)))
        {
            types.AddObservation(word);
        }

        _serializer = new EventSerializer(types);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">The process does not start, or does not say hello as it should.</exception>
    public async Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        if (_options.SourceDirectory is { } source)
        {
            await context.Files.UploadDirectoryAsync(source, context.Directory, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (name, content) in _options.Files)
        {
            await context.Files.WriteAsync($"{context.Directory}/{name}", content, cancellationToken).ConfigureAwait(false);
        }

        _process = await StartAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        var context = _context ?? throw new InvalidOperationException($"The plugin '{Name}' is not initialized.");
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        var began = context.Time.GetTimestamp();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_process is null or { HasEnded: true })
            {
                await StopAsync().ConfigureAwait(false);
                LogRestarted(context.Logger, Name);
                _process = await StartAsync(context, cancellationToken).ConfigureAwait(false);
            }

            return await _process.AskAsync(action with { Id = ++_lastId }, _serializer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync().ConfigureAwait(false);
            return new ErrorObservation(
                $"The process of the plugin '{Name}' had not answered the action '{action.ActionType}' after {context.Time.GetElapsedTime(began)}, when its time was over or it was cancelled. The process was stopped; the next action starts it again.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            await StopAsync().ConfigureAwait(false);
            return new ErrorObservation(_isDisposed
                ? $"The plugin '{Name}' was stopped before it answered the action '{action.ActionType}'."
                : $"{exception.Message} The next action starts the process again.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks the process to end and kills what is left of it two seconds later.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (await _turn.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            await (_process?.SayGoodbyeAsync(s_farewell) ?? Task.CompletedTask).ConfigureAwait(false);
            _turn.Release();
        }

        await StopAsync().ConfigureAwait(false);
    }

    private async Task<PluginProcess> StartAsync(PluginContext context, CancellationToken cancellationToken)
    {
        var hasFiles = _options.SourceDirectory is not null || _options.Files.Count > 0;
        var command = _options.Command with
        {
            WorkingDirectory = _options.Command.WorkingDirectory ?? (hasFiles ? context.Directory : null),
            Environment = new Dictionary<string, string>(_options.Command.Environment, StringComparer.Ordinal)
            {
                ["OPENHANDS_WORKSPACE"] = context.WorkspacePath,
                ["PYTHONUNBUFFERED"] = "1",
            },
        };
        var process = await PluginProcess.StartAsync(context, command, _options.MaxLineBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            var hello = await process.ReadHelloAsync(cancellationToken).ConfigureAwait(false);
            hello.ThrowIfUnlike(Name, Actions);
            _documentation = hello.Documentation is { Length: > 0 } words ? words : _options.Documentation;
            return process;
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The process of the plugin {Plugin} was not there any more and is started again.")]
    private static partial void LogRestarted(ILogger logger, string plugin);
}
