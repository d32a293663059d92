using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Adds abilities to a runtime: actions it handles, preparation of the sandbox, words for prompts.</summary>
/// <remarks>
/// One plugin object serves one runtime. Plugins are initialised one after another, in the order of <see cref="RuntimeOptions.Plugins"/>,
/// before any action; if one throws or takes longer than <see cref="RuntimeOptions.PluginStartTimeout"/>, the runtime does not start.
/// They are disposed in the reverse order, before the sandbox goes, those too that were never initialised. One that throws from
/// <see cref="ExecuteAsync"/>, or does not answer within the action's timeout, fails that action only: the agent sees an <see cref="ErrorObservation"/>.
/// </remarks>
public interface IRuntimePlugin : IAsyncDisposable
{
    /// <summary>The name by which agents require it; unique within a runtime. Letters, digits, <c>_</c> and <c>-</c>, at most 64.</summary>
    string Name { get; }

    /// <summary>Wire words of the actions it handles. Two plugins must not claim the same word.</summary>
    IReadOnlyCollection<string> Actions { get; }

    /// <summary>What prompts should tell the model about it; empty for nothing.</summary>
    string Documentation { get; }

    /// <summary>Adds its own event types, so that they can be written and read. Called when the runtime is made.</summary>
    void RegisterEventTypes(EventTypeRegistry types);

    /// <summary>Prepares the sandbox.</summary>
    /// <param name="context">The sandbox; it may be used until the plugin is disposed.</param>
    /// <param name="cancellationToken">Cancelled when the start is, or when <see cref="RuntimeOptions.PluginStartTimeout"/> is over.</param>
    Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default);

    /// <summary>Handles one of its <see cref="Actions"/>. Calls may come at the same time.</summary>
    /// <param name="action">The action; its <see cref="AgentAction.Timeout"/> is set.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the action's timeout is over or its caller cancels. What the plugin answers within two seconds after that still counts.
    /// </param>
    /// <returns>An observation of a built-in type, or of one that the plugin registered.</returns>
    Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default);
}
