using Microsoft.Extensions.AI;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

/// <summary>The tools as any agent on Microsoft.Extensions.AI calls them.</summary>
public sealed class ChatClientTests
{
    [Test]
    public async Task A_model_uses_the_tools_and_reads_their_results()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("ls").Answer("README.md");
        using var model = new ScriptedModel(
            new FunctionCallContent("1", "run", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = "ls" }),
            new FunctionCallContent("2", "run", new Dictionary<string, object?>(StringComparer.Ordinal) { ["cmd"] = "ls" }));
        using var client = new FunctionInvokingChatClient(model);

        var answer = await client.GetResponseAsync("What is here?", new ChatOptions { Tools = [.. runtime.AsAITools()] });

        var results = model.Seen.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result as string);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(results, Is.EqualTo(["Exit code 0.\nOutput:\nREADME.md", "Error: run has no argument 'cmd'. It takes command, timeout_seconds, wait."]));
            Assert.That(answer.Text, Is.EqualTo("That is all."));
        }
    }

    /// <summary>Asks for one call after the other, then says that it is done.</summary>
    private sealed class ScriptedModel(params FunctionCallContent[] calls) : IChatClient
    {
        private int _next;

        public IReadOnlyList<ChatMessage> Seen { get; private set; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Seen = [.. messages];
            AIContent content = _next < calls.Length ? calls[_next++] : new TextContent("That is all.");
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content])));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("These tests do not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
