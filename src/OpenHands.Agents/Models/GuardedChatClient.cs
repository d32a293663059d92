using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace OpenHands.Agents.Models;

/// <summary>Lets no exception of the transport out: what fails is a <see cref="ModelException"/> that names the endpoint and holds no key.</summary>
internal sealed class GuardedChatClient(IChatClient inner, ModelOptions options) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? chatOptions = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GetResponseAsync(messages, chatOptions, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Translate(exception, cancellationToken) is { } translated)
        {
            throw translated;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? chatOptions = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var updates = base.GetStreamingResponseAsync(messages, chatOptions, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception exception) when (Translate(exception, cancellationToken) is { } translated)
                {
                    throw translated;
                }

                yield return updates.Current;
            }
        }
    }

    private ModelException? Translate(Exception exception, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? null
        : exception is OperationCanceledException canceled ? ModelErrors.Translate(new IOException("The endpoint took too long.", canceled), options)
        : ModelErrors.Translate(exception, options);
}
