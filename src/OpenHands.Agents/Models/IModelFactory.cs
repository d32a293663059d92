namespace OpenHands.Agents;

/// <summary>The models that are configured, by name.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface IModelFactory
{
    /// <summary>Names of the configured models, sorted.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Makes a model ready to be asked. The caller owns it. Nothing is sent yet.</summary>
    /// <param name="name">Name of a configured one; <see langword="null"/> for the default.</param>
    /// <param name="sessionOverrides">What this session wants otherwise.</param>
    /// <exception cref="ArgumentException">There is no such model or provider, or an option is wrong; the message says which.</exception>
    ChatModel Create(string? name = null, ModelOverrides? sessionOverrides = null);

    /// <summary>What users can choose from: the configured names and models, and what the configured endpoints say they have. Sorted, each once.</summary>
    /// <remarks>An endpoint that does not answer soon is left out. What it said is kept for a few minutes.</remarks>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);
}
