using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>The agent on clients that are not ours.</summary>
public sealed class ChatClientAgentTests
{
    [Test]
    public async Task Any_chat_client_will_do()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        using var client = new WordyClient();
        using var model = new ChatModel(client, new ModelOptions { Dialect = ModelDialect.Text });
        using var agent = new CodeActAgent(model, runtime);
        await using var controller = new AgentController(agent, runtime);

        var state = await controller.RunAsync("Go.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(state, Is.EqualTo(AgentState.Finished));
            Assert.That(agent.Usage, Has.Property("Calls").EqualTo(1).And.Property("InputTokens").GreaterThan(0));
        }
    }

    [Test]
    public async Task A_client_that_ignores_its_cancellation_keeps_nobody_waiting()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        using var client = new DeafClient();
        using var model = new ChatModel(client, new ModelOptions());
        using var agent = new CodeActAgent(model, runtime);
        using var cancellation = new CancellationTokenSource();

        var step = agent.StepAsync([new MessageAction("Go.") { Source = EventSource.User }], cancellation.Token);
        await client.Asked.Task;
        await cancellation.CancelAsync();

        await Assert.ThatAsync(async () => await step, Throws.InstanceOf<OperationCanceledException>());
        client.Answer.SetResult();
    }

    /// <summary>Knows no finish reasons, usage or stop sequences.</summary>
    private sealed class WordyClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The agent streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "All is done. <fin");
            yield return new ChatResponseUpdate(ChatRole.Assistant, "ish></finish> And so on.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Answers when it is told to, whatever its token says.</summary>
    private sealed class DeafClient : IChatClient
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The agent streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Asked.SetResult();
            await Answer.Task;
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Late.");
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
