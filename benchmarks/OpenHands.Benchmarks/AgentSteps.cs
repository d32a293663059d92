using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands.Agents;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>What an agent's step costs beside the model and the action, and a call by the Model Context Protocol beside the call itself.</summary>
internal static class AgentSteps
{
    private const int Steps = 500;
    private const int Events = 500;
    private const int Calls = 1000;
    private const int Cancellations = 200;

    public static async IAsyncEnumerable<Metric> StepAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        using var client = new ReadyClient();
        using var model = new ChatModel(client, new ModelOptions { ContextTokens = 1_000_000 });
        using var agent = new CodeActAgent(model, runtime);
        var history = History();
        var times = new Measurements();
        for (var i = -50; i < Steps; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await agent.StepAsync(history);
            times.AddSince(started, i);
        }

        yield return Metric.OfTimes("agent.step", times) with { Target = new Target { AtMost = 5 } };
    }

    public static async IAsyncEnumerable<Metric> CancelAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        var history = History();
        var times = new Measurements();
        for (var i = -10; i < Cancellations; i++)
        {
            using var client = new DeafClient();
            using var model = new ChatModel(client, new ModelOptions { ContextTokens = 1_000_000 });
            using var agent = new CodeActAgent(model, runtime);
            using var cancellation = new CancellationTokenSource();
            var step = agent.StepAsync(history, cancellation.Token);
            await client.Asked;
            var started = Stopwatch.GetTimestamp();
            await cancellation.CancelAsync();
            await step.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            times.AddSince(started, i);
        }

        yield return Metric.OfTimes("agent.cancel", times) with { Target = new Target { AtMost = 100 } };
    }

    public static async IAsyncEnumerable<Metric> McpAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        var run = runtime.AsAITools().Single(tool => tool.Name == "run");
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = "echo hello" };
        var toServer = new Pipe();
        var toClient = new Pipe();
        var options = new McpServerOptions().UseRuntime(runtime);
        await using var transport = new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream());
        await using var server = McpServer.Create(transport, options);
        using var stop = new CancellationTokenSource();
        var serving = server.RunAsync(stop.Token);
        await using (var client = await McpClient.CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream())))
        {
            var ours = new Measurements();
            var direct = new Measurements();
            for (var i = -50; i < Calls; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await client.CallToolAsync("run", arguments);
                ours.AddSince(started, i);
                started = Stopwatch.GetTimestamp();
                await run.InvokeAsync(new AIFunctionArguments(arguments));
                direct.AddSince(started, i);
            }

            yield return Metric.OfTimes("mcp.call", ours).Beside("the same tool called directly", direct.Median) with { Target = new Target { AtMost = 5 + direct.Median } };
        }

        await stop.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    // As many as a long afternoon brings, with outputs of some size.
    private static List<AgentEvent> History()
    {
        var history = new List<AgentEvent> { new MessageAction("Fix the build.") { Id = 0, Source = EventSource.User } };
        for (var id = 1; id < Events; id += 2)
        {
            history.Add(new CmdRunAction($"make part-{id}") { Id = id, Source = EventSource.Agent, Blocking = true, Thought = "The next part." });
            history.Add(new CmdOutputObservation($"make part-{id}") { Id = id + 1, Cause = id, Content = new string('x', 1_000) });
        }

        return history;
    }

    /// <summary>A model that takes no time.</summary>
    private sealed class ReadyClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The agent streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            var call = new FunctionCallContent("1", "run", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = "make" });
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call]) { FinishReason = ChatFinishReason.ToolCalls };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>A model that never answers, and a client that does not hear that nobody waits any more.</summary>
    private sealed class DeafClient : IChatClient
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("The agent streams.");

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await new TaskCompletionSource().Task;
            yield break;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
