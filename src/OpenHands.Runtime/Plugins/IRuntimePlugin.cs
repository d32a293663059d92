using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Adds abilities to a runtime: actions it handles, preparation of the sandbox, words for prompts.</summary>
/// <remarks>
/// One plugin object serves one runtime. <see cref="InitializeAsync"/> is called once, before any action, in the order of
/// <see cref="RuntimeOptions.Plugins"/>; if it throws, the runtime does not start. A plugin that throws from <see cref="ExecuteAsync"/>
/// fails that action only: the agent sees an <see cref="ErrorObservation"/>.
/// </remarks>
public interface IRuntimePlugin : IAsyncDisposable
{
    /// <summary>The name by which agents require it; unique within a runtime.</summary>
    string Name { get; }

    /// <summary>Wire words of the actions it handles. Two plugins must not claim the same word.</summary>
    IReadOnlyCollection<string> Actions { get; }

    /// <summary>What prompts should tell the model about it; empty for nothing.</summary>
    string Documentation { get; }

    /// <summary>Adds its own event types, so that they can be written and read. Called before the runtime starts.</summary>
    void RegisterEventTypes(EventTypeRegistry types);

    /// <summary>Prepares the sandbox.</summary>
    Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default);

    /// <summary>Handles one of its <see cref="Actions"/>.</summary>
    Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default);
}
