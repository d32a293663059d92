using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace OpenHands.Protocol;

/// <summary>Which wire words stand for which event types. Plugins add theirs.</summary>
/// <remarks>Safe for concurrent use. Registering the same type under the same word again does nothing; any other second registration is an error.</remarks>
public sealed class EventTypeRegistry
{
    private readonly ConcurrentDictionary<string, EventType> _actions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventType> _observations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, EventType> _byType = new();

    // 0.9.3 writes it but takes it from nobody.
    private readonly EventType _summarize = EventType.For("summarize", EventJsonContext.Default.AgentSummarizeAction, new AgentSummarizeAction(""));

    // In registration order: the "available actions" of an error message follow the contract's order.
    private readonly List<string> _actionNames = [];
    private readonly List<string> _observationNames = [];

    /// <summary>Makes a registry that knows every built-in event.</summary>
    public EventTypeRegistry()
    {
        var json = EventJsonContext.Default;
        AddAction(json.NullAction, new NullAction());
        AddAction(json.CmdRunAction, new CmdRunAction(""));
        AddAction(json.IPythonRunCellAction, new IPythonRunCellAction(""));
        AddAction(json.BrowseUrlAction, new BrowseUrlAction(""));
        AddAction(json.BrowseInteractiveAction, new BrowseInteractiveAction(""));
        AddAction(json.FileReadAction, new FileReadAction(""));
        AddAction(json.FileWriteAction, new FileWriteAction("", ""));
        AddAction(json.AgentFinishAction, new AgentFinishAction());
        AddAction(json.AgentRejectAction, new AgentRejectAction());
        AddAction(json.AgentDelegateAction, new AgentDelegateAction("", JsonPayload.EmptyObject));
        AddAction(json.AddTaskAction, new AddTaskAction("", ""));
        AddAction(json.ModifyTaskAction, new ModifyTaskAction("", ""));
        AddAction(json.ChangeAgentStateAction, new ChangeAgentStateAction(AgentState.Init));
        AddAction(json.MessageAction, new MessageAction(""));
        _byType[typeof(AgentSummarizeAction)] = _summarize;

        AddObservation(json.NullObservation, new NullObservation());
        AddObservation(json.CmdOutputObservation, new CmdOutputObservation(""));
        AddObservation(json.IPythonRunCellObservation, new IPythonRunCellObservation(""));
        AddObservation(json.BrowserOutputObservation, new BrowserOutputObservation("", ""));
        AddObservation(json.FileReadObservation, new FileReadObservation(""));
        AddObservation(json.FileWriteObservation, new FileWriteObservation(""));
        AddObservation(json.AgentDelegateObservation, new AgentDelegateObservation(JsonPayload.EmptyObject));
        AddObservation(json.SuccessObservation, new SuccessObservation());
        AddObservation(json.ErrorObservation, new ErrorObservation());
        AddObservation(json.AgentStateChangedObservation, new AgentStateChangedObservation(AgentState.Init));
        AddObservation(json.UserRejectObservation, new UserRejectObservation());
    }

    /// <summary>Wire words of the actions that can be read, in registration order.</summary>
    public IReadOnlyList<string> Actions => Snapshot(_actionNames);

    /// <summary>Wire words of the observations that can be read, in registration order.</summary>
    public IReadOnlyList<string> Observations => Snapshot(_observationNames);

    /// <summary>Adds an action type, under the word that its constructor gives to <see cref="AgentAction"/>.</summary>
    /// <param name="typeInfo">Its declared fields, from a source-generated context with snake_case names.</param>
    /// <param name="prototype">An action with the declared defaults: what is missing on the wire is taken from it.</param>
    /// <exception cref="ArgumentException">The word or the type is taken.</exception>
    public void AddAction<TAction>(JsonTypeInfo<TAction> typeInfo, TAction prototype)
        where TAction : AgentAction
    {
        ArgumentNullException.ThrowIfNull(prototype);
        Add(prototype.ActionType, typeInfo, prototype, _actions, _actionNames, "action");
    }

    /// <summary>Adds an observation type, under the word that its constructor gives to <see cref="Observation"/>.</summary>
    /// <param name="typeInfo">Its declared fields, from a source-generated context with snake_case names.</param>
    /// <param name="prototype">An observation with the declared defaults: what is missing on the wire is taken from it.</param>
    /// <exception cref="ArgumentException">The word or the type is taken.</exception>
    public void AddObservation<TObservation>(JsonTypeInfo<TObservation> typeInfo, TObservation prototype)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(prototype);
        Add(prototype.ObservationType, typeInfo, prototype, _observations, _observationNames, "observation");
    }

    /// <summary>Adds an action that has no type of its own: it is read as a <see cref="CustomAction"/>.</summary>
    /// <exception cref="ArgumentException">The word is taken by a type.</exception>
    public void AddAction(string word) => AddOpen(
        EventType.Open<CustomAction>(word, action => action.Args, args => new CustomAction(word, args)), _actions, _actionNames, "action");

    /// <summary>Adds an observation that has no type of its own: it is read as a <see cref="CustomObservation"/>.</summary>
    /// <exception cref="ArgumentException">The word is taken by a type.</exception>
    public void AddObservation(string word) => AddOpen(
        EventType.Open<CustomObservation>(word, observation => observation.Extras, extras => new CustomObservation(word, extras)),
        _observations,
        _observationNames,
        "observation");

    /// <summary>Whether an action of that word can be read.</summary>
    public bool KnowsAction(string name) => _actions.ContainsKey(name);

    internal bool TryGetAction(string name, bool isStored, [NotNullWhen(true)] out EventType? type)
    {
        type = isStored && name == _summarize.Name ? _summarize : null;
        return type is not null || _actions.TryGetValue(name, out type);
    }

    internal bool TryGetObservation(string name, [NotNullWhen(true)] out EventType? type) => _observations.TryGetValue(name, out type);

    /// <summary>Whether an observation of that word can be read.</summary>
    public bool KnowsObservation(string name) => _observations.ContainsKey(name);

    internal bool Knows(AgentEvent agentEvent) => TryGet(agentEvent, out _);

    internal EventType Get(AgentEvent agentEvent) => TryGet(agentEvent, out var type)
        ? type
        : throw new EventFormatException(
            $"{Describe(agentEvent)} cannot be written: it is not registered. Add it with {nameof(EventTypeRegistry)}.{nameof(AddAction)} or {nameof(AddObservation)}.");

    internal bool TryGet(AgentEvent agentEvent, [NotNullWhen(true)] out EventType? type) => agentEvent switch
    {
        CustomAction action => _actions.TryGetValue(action.Word, out type) && type.IsOpen,
        CustomObservation observation => _observations.TryGetValue(observation.Word, out type) && type.IsOpen,
        _ => _byType.TryGetValue(agentEvent.GetType(), out type),
    };

    private void Add<T>(
        string name, JsonTypeInfo<T> typeInfo, T prototype, ConcurrentDictionary<string, EventType> words, List<string> names, string kind)
        where T : AgentEvent
    {
        ArgumentNullException.ThrowIfNull(typeInfo);

        var type = EventType.For(name, typeInfo, prototype);
        lock (names)
        {
            if (_byType.TryGetValue(typeof(T), out var known))
            {
                // The same plugin in another runtime.
                if (known.Name == name && words.ContainsKey(name))
                {
                    return;
                }

                throw new ArgumentException($"{typeof(T).Name} is registered already.", nameof(typeInfo));
            }

            if (!words.TryAdd(name, type))
            {
                throw new ArgumentException($"The {kind} '{name}' is registered already; choose another word for {typeof(T).Name}.", nameof(prototype));
            }

            _byType[typeof(T)] = type;
            names.Add(name);
        }
    }

    private static void AddOpen(EventType type, ConcurrentDictionary<string, EventType> words, List<string> names, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(type.Name);
        lock (names)
        {
            if (words.TryAdd(type.Name, type))
            {
                names.Add(type.Name);
            }
            else if (!words[type.Name].IsOpen)
            {
                throw new ArgumentException($"The {kind} '{type.Name}' is registered already, with the type {words[type.Name].ClrType.Name}; choose another word.");
            }
        }
    }

    private static string Describe(AgentEvent agentEvent) => agentEvent switch
    {
        CustomAction action => $"The action '{action.Word}'",
        CustomObservation observation => $"The observation '{observation.Word}'",
        _ => agentEvent.GetType().Name,
    };

    private static string[] Snapshot(List<string> names)
    {
        lock (names)
        {
            return [.. names];
        }
    }
}
