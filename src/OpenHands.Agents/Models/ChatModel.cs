using Microsoft.Extensions.AI;

namespace OpenHands.Agents;

/// <summary>A model that can be asked, and what is known of it.</summary>
/// <param name="client">Asks it. Disposed with this object.</param>
/// <param name="options">What it can do and what it costs.</param>
public sealed class ChatModel(IChatClient client, ModelOptions options) : IDisposable
{
    /// <summary>Asks the model.</summary>
    public IChatClient Client { get; } = client ?? throw new ArgumentNullException(nameof(client));

    /// <summary>What it can do and what it costs.</summary>
    public ModelOptions Options { get; } = options ?? throw new ArgumentNullException(nameof(options));

    /// <inheritdoc />
    public void Dispose() => Client.Dispose();
}
