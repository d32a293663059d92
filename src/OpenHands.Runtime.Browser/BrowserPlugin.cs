using System.Runtime.CompilerServices;
using OpenHands.Browsing.Calls;
using OpenHands.Browsing.Language;
using OpenHands.Browsing.Views;
using OpenHands.Protocol;

namespace OpenHands.Browsing;

/// <summary>
/// Answers <see cref="BrowseUrlAction"/> and <see cref="BrowseInteractiveAction"/> with a Chromium that runs in the sandbox, whatever backend that is.
/// </summary>
/// <remarks>
/// Chromium starts with the first of these actions and ends with the runtime. Actions wait for each other. What goes wrong on a page is a
/// <see cref="BrowserOutputObservation"/> with <see cref="BrowserOutputObservation.Error"/>, and the next action works. The name by which agents require it is
/// <c>browser</c>.
/// </remarks>
public sealed class BrowserPlugin : IRuntimePlugin, IScreenSource
{
    internal const string PluginName = "browser";

    private readonly BrowserOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _disposal = new();
    private TimeProvider _time = TimeProvider.System;
    private BrowserActions? _actions;
    private LiveView? _view;

    /// <summary>Prepares a browser; nothing is started.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults. Not changed afterwards.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message says which.</exception>
    public BrowserPlugin(BrowserOptions? options = null)
    {
        _options = options ?? new BrowserOptions();
        _options.ThrowIfInvalid();
    }

    /// <inheritdoc />
    public string Name => PluginName;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Actions => ["browse", "browse_interactive"];

    /// <inheritdoc />
    public string Documentation { get; } =
        $"""
        Browser: `browse` opens an address, or a file of the workspace, in a browser within the sandbox. `browse_interactive` runs calls on the page, one per line;
        elements are named by the ids that the accessibility outline shows in brackets. The calls are:
        {string.Join('\n', BrowserLanguage.Functions.Select(function => $"{function.Signature}: {function.Summary}"))}
        """;

    /// <inheritdoc />
    public void RegisterEventTypes(EventTypeRegistry types)
    {
        // Both actions and their observation are built in.
    }

    /// <inheritdoc />
    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        _time = context.Time;
        _actions = new BrowserActions(context, _options);
        _view = new LiveView(_actions.Keeper);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        var actions = _actions ?? throw new InvalidOperationException($"The plugin '{Name}' is not initialized.");
        var clock = new ActionClock(_time, action.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposal.Token);
        await _turn.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            return action switch
            {
                BrowseUrlAction browse => await actions.OpenAsync(browse, clock, stop.Token).ConfigureAwait(false),
                BrowseInteractiveAction interactive => await actions.InteractAsync(interactive, clock, stop.Token).ConfigureAwait(false),
                _ => throw new ArgumentException($"The plugin '{Name}' does not handle the action '{action.ActionType}'.", nameof(action)),
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    /// <remarks>Shows the active tab, whichever that is.</remarks>
    public async IAsyncEnumerable<ScreenFrame> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var view = _view ?? throw new InvalidOperationException($"The plugin '{Name}' is not initialized. Start its runtime first.");
        var channel = view.Open();
        try
        {
            await foreach (var frame in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return frame;
            }
        }
        finally
        {
            view.Close(channel);
        }
    }

    /// <summary>Ends the browser with everything it started.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_actions is { } actions)
            {
                await _view!.DisposeAsync().ConfigureAwait(false);
                await actions.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }
}
