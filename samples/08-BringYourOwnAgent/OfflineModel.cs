using Microsoft.Extensions.AI;

namespace BringYourOwnAgent;

/// <summary>Stands in for a model, so that the sample runs without one: it counts the lines that a change adds and takes away.</summary>
internal sealed class OfflineModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var lines = messages.Last().Text.Split('\n');
        var added = lines.Count(line => line.StartsWith('+') && !line.StartsWith("+++", StringComparison.Ordinal));
        var removed = lines.Count(line => line.StartsWith('-') && !line.StartsWith("---", StringComparison.Ordinal));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, $"It adds {added} and removes {removed} lines. (No model was asked: set LLM_BASE_URL and LLM_MODEL.)")));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
