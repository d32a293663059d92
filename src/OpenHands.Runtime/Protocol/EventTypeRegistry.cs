using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace OpenHands.Protocol;

/// <summary>Which wire words stand for which event types. Plugins add theirs.</summary>
/// <remarks>Safe for concurrent use. Registering a word or a type twice is an error; nothing is ever replaced.</remarks>
public sealed class EventTypeRegistry
{
    private readonly ConcurrentDictionary<string, EventType> _actions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventType> _observations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, EventType> _byType = new();

    // 0.9.3 writes it but takes it from nobody.
    private readonly EventType _summarize = EventType.For("summarize", EventJsonContext.Default.AgentSummarizeAction);

    // In registration order: the "available actions" of an error message follow the contract's order.
    private readonly List<string> _actionNames = [];
    private readonly List<string> _observationNames = [];

    /// <summary>Makes a registry that knows every built-in event.</summary>
    public EventTypeRegistry()
    {
        var json = EventJsonContext.Default;
        AddAction("null", json.NullAction);
        AddAction("run", json.CmdRunAction);
        AddAction("run_ipython", json.IPythonRunCellAction);
        AddAction("browse", json.BrowseUrlAction);
        AddAction("browse_interactive", json.BrowseInteractiveAction);
        AddAction("read", json.FileReadAction);
        AddAction("write", json.FileWriteAction);
        AddAction("finish", json.AgentFinishAction);
        AddAction("reject", json.AgentRejectAction);
        AddAction("delegate", json.AgentDelegateAction);
        AddAction("add_task", json.AddTaskAction);
        AddAction("modify_task", json.ModifyTaskAction);
        AddAction("change_agent_state", json.ChangeAgentStateAction);
        AddAction("message", json.MessageAction);
        _byType[typeof(AgentSummarizeAction)] = _summarize;

        AddObservation("null", json.NullObservation);
        AddObservation("run", json.CmdOutputObservation);
        AddObservation("run_ipython", json.IPythonRunCellObservation);
        AddObservation("browse", json.BrowserOutputObservation);
        AddObservation("read", json.FileReadObservation);
        AddObservation("write", json.FileWriteObservation);
        AddObservation("delegate", json.AgentDelegateObservation);
        AddObservation("success", json.SuccessObservation);
        AddObservation("error", json.ErrorObservation);
        AddObservation("agent_state_changed", json.AgentStateChangedObservation);
        AddObservation("user_rejected", json.UserRejectObservation);
    }

    /// <summary>Wire words of the actions that can be read, in registration order.</summary>
    public IReadOnlyList<string> Actions => Snapshot(_actionNames);

    /// <summary>Wire words of the observations that can be read, in registration order.</summary>
    public IReadOnlyList<string> Observations => Snapshot(_observationNames);

    /// <summary>Adds an action type.</summary>
    /// <param name="name">Its wire word, the one its constructor gives to <see cref="AgentAction"/>.</param>
    /// <param name="typeInfo">Its declared fields, from a source-generated context with snake_case names.</param>
    /// <exception cref="ArgumentException">The word or the type is taken.</exception>
    public void AddAction<TAction>(string name, JsonTypeInfo<TAction> typeInfo)
        where TAction : AgentAction => Add(name, typeInfo, _actions, _actionNames, "action");

    /// <summary>Adds an observation type.</summary>
    /// <param name="name">Its wire word, the one its constructor gives to <see cref="Observation"/>.</param>
    /// <param name="typeInfo">Its declared fields, from a source-generated context with snake_case names.</param>
    /// <exception cref="ArgumentException">The word or the type is taken.</exception>
    public void AddObservation<TObservation>(string name, JsonTypeInfo<TObservation> typeInfo)
        where TObservation : Observation => Add(name, typeInfo, _observations, _observationNames, "observation");

    /// <summary>Whether an action of that word can be read.</summary>
    public bool KnowsAction(string name) => _actions.ContainsKey(name);

    internal bool TryGetAction(string name, bool isStored, [NotNullWhen(true)] out EventType? type)
    {
        type = isStored && name == _summarize.Name ? _summarize : null;
        return type is not null || _actions.TryGetValue(name, out type);
    }

    internal bool TryGetObservation(string name, [NotNullWhen(true)] out EventType? type) => _observations.TryGetValue(name, out type);

    internal EventType Get(AgentEvent agentEvent) => _byType.TryGetValue(agentEvent.GetType(), out var type)
        ? type
        : throw new EventFormatException(
            $"{agentEvent.GetType().Name} cannot be written: the type is not registered. Add it with {nameof(EventTypeRegistry)}.{nameof(AddAction)} or {nameof(AddObservation)}.");

    private void Add<T>(string name, JsonTypeInfo<T> typeInfo, ConcurrentDictionary<string, EventType> words, List<string> names, string kind)
        where T : AgentEvent
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(typeInfo);

        var type = EventType.For(name, typeInfo);
        lock (names)
        {
            if (_byType.ContainsKey(typeof(T)))
            {
                throw new ArgumentException($"{typeof(T).Name} is registered already.", nameof(typeInfo));
            }

            if (!words.TryAdd(name, type))
            {
                throw new ArgumentException($"The {kind} '{name}' is registered already; choose another word for {typeof(T).Name}.", nameof(name));
            }

            _byType[typeof(T)] = type;
            names.Add(name);
        }
    }

    private static string[] Snapshot(List<string> names)
    {
        lock (names)
        {
            return [.. names];
        }
    }
}
