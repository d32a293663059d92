using Microsoft.Extensions.AI;
using OpenHands.Agents.Models;

namespace OpenHands.Agents;

/// <summary>Makes clients of configured models: of OpenAI-compatible endpoints by itself, of others by providers that are registered.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class ModelFactory : IModelFactory, IDisposable
{
    private readonly Dictionary<string, ModelOptions> _models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<ModelOptions, IChatClient>> _providers = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _defaultName;
    private readonly ModelCatalog _catalog;

    /// <summary>Collects models.</summary>
    /// <param name="models">The models; the first one is the default. Of two with one name, the later one counts.</param>
    /// <param name="providers">Makes clients of other kinds, by the name of their provider.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message says of which model.</exception>
    public ModelFactory(
        IEnumerable<ModelOptions> models, IReadOnlyDictionary<string, Func<ModelOptions, IChatClient>>? providers = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        var time = timeProvider ?? TimeProvider.System;
        string? first = null;
        foreach (var model in models)
        {
            model.ThrowIfInvalid();
            first ??= model.Name;
            _models[model.Name] = model;
        }

        _defaultName = first ?? new ModelOptions().Name;
        _providers[ModelOptions.OpenAIProvider] = options => ModelTransport.CreateClient(options, time);
        foreach (var (name, create) in providers ?? new Dictionary<string, Func<ModelOptions, IChatClient>>())
        {
            _providers[name] = create;
        }

        _catalog = new ModelCatalog(time);
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Names => [.. _models.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc />
    public ChatModel Create(string? name = null, ModelOverrides? sessionOverrides = null)
    {
        // Users choose from one list that holds both names of groups and names of models.
        if (sessionOverrides?.Model is { } chosen && GroupOf(chosen, name) is { } group)
        {
            name = group;
            sessionOverrides = sessionOverrides with { Model = null };
        }

        var options = sessionOverrides?.ApplyTo(Find(name)) ?? Find(name);
        var slash = options.Model.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && _providers.ContainsKey(options.Model[..slash]))
        {
            options = options with { Provider = options.Model[..slash], Model = options.Model[(slash + 1)..] };
        }

        options.ThrowIfInvalid();
        return _providers.TryGetValue(options.Provider, out var create)
            ? new ChatModel(create(options), options)
            : throw new ArgumentException(
                $"The model '{options.Name}' names the provider '{options.Provider}', which is not registered. There is: {string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal))}.", nameof(name));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) => _catalog.ListAsync([.. _models.Values], cancellationToken);

    /// <summary>Closes what it keeps open. The models that were made stay usable.</summary>
    public void Dispose() => _catalog.Dispose();

    // A model that another group has is asked where that group says, with its key.
    private string? GroupOf(string chosen, string? name) =>
        _models.ContainsKey(chosen) ? chosen
        : Find(name).Model == chosen ? null
        : _models.Values.FirstOrDefault(model => model.Model == chosen)?.Name;

    private ModelOptions Find(string? name) =>
        _models.TryGetValue(name ?? _defaultName, out var options) ? options
        : _models.Count == 0 && name is null ? new ModelOptions()
        : throw new ArgumentException($"There is no model '{name}'. There {(_models.Count == 0 ? "are none" : $"is: {string.Join(", ", Names)}")}.", nameof(name));
}
