using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>A real OpenAI-compatible endpoint on loopback that answers as it was told, in small pieces.</summary>
internal sealed class ModelEndpoint : IAsyncDisposable
{
    public const string Key = "sk-loopback-7f3a91";

    private readonly WebApplication _app;
    private readonly Func<JsonElement, int, Reply> _answer;
    private readonly ConcurrentQueue<JsonElement> _questions = new();
    private int _count;

    private ModelEndpoint(WebApplication app, Func<JsonElement, int, Reply> answer)
    {
        _app = app;
        _answer = answer;
    }

    /// <summary>The bodies of the questions so far.</summary>
    public IReadOnlyList<JsonElement> Questions => [.. _questions];

    /// <summary>Completed when a question has come that stalls.</summary>
    public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets one reply that is cut break: released by a test when the client has heard the words before it.</summary>
    public SemaphoreSlim Heard { get; } = new(0);

    /// <summary>How often the list of models was asked for.</summary>
    public int ListCalls { get; private set; }

    public Uri BaseUrl => new($"{_app.Urls.First()}/v1");

    /// <summary>An endpoint with answers in order; the last one again and again.</summary>
    public static Task<ModelEndpoint> StartAsync(params Reply[] replies) => StartAsync((_, i) => replies[Math.Min(i, replies.Length - 1)]);

    /// <summary>An endpoint that decides its answer from the question and its number, counted from 0.</summary>
    public static async Task<ModelEndpoint> StartAsync(Func<JsonElement, int, Reply> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var endpoint = new ModelEndpoint(app, answer);
        app.MapPost("/v1/chat/completions", endpoint.AnswerAsync);
        app.MapGet("/v1/models", endpoint.List);
        await app.StartAsync();
        return endpoint;
    }

    public ModelOptions Options(ModelDialect dialect = ModelDialect.Tools) => new()
    {
        Model = "loopback-1",
        BaseUrl = BaseUrl,
        ApiKey = new ApiKey(Key),
        Dialect = dialect,
        InputPrice = 1,
        OutputPrice = 10,
        MaxRetries = 3,
        RetryMinWait = TimeSpan.FromMilliseconds(1),
        RetryMaxWait = TimeSpan.FromMilliseconds(10),
        Timeout = TimeSpan.FromMinutes(1),
    };

    public ChatModel Model(ModelDialect dialect = ModelDialect.Tools) => Model(Options(dialect));

    public static ChatModel Model(ModelOptions options)
    {
        using var factory = new ModelFactory([options]);
        return factory.Create();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static bool IsAllowed(HttpContext context) => context.Request.Headers.Authorization == $"Bearer {Key}";

    private static string Chunk(JsonObject? delta, string? finish, (int Input, int Output)? usage) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1,
        ["model"] = "loopback-1",
        ["choices"] = delta is null ? new JsonArray() : new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
        ["usage"] = usage is var (input, output) ? new JsonObject { ["prompt_tokens"] = input, ["completion_tokens"] = output, ["total_tokens"] = input + output } : null,
    }.ToJsonString();

    private static IEnumerable<string> Pieces(string text) => text.Chunk(7).Select(piece => new string(piece));

    private IResult List(HttpContext context)
    {
        ListCalls++;
        return IsAllowed(context) ? Results.Text("""{"data":[{"id":"loopback-1"},{"id":"loopback-2"}]}""", "application/json") : Results.StatusCode(401);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var question = body.RootElement.Clone();
        _questions.Enqueue(question);
        var reply = IsAllowed(context) ? _answer(question, Interlocked.Increment(ref _count) - 1) : Reply.Refuse(401, $"Incorrect API key provided: {context.Request.Headers.Authorization}", "invalid_api_key");
        if (reply.Status != 200)
        {
            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = "application/json";
            if (reply.RetryAfter is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            }

            await context.Response.WriteAsync(reply.Body);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await StreamAsync(context, reply);
    }

    private async Task StreamAsync(HttpContext context, Reply reply)
    {
        await SendAsync(context, Chunk(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null, null));
        do
        {
            foreach (var piece in Pieces(reply.Text))
            {
                await SendAsync(context, Chunk(new JsonObject { ["content"] = piece }, null, null));
            }
        }
        while (reply.IsEndless && !context.RequestAborted.IsCancellationRequested);

        if (reply.IsCut)
        {
            await Heard.WaitAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        if (reply.Stalls)
        {
            Stalled.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        for (var i = 0; i < reply.Calls.Count; i++)
        {
            await SendAsync(context, Chunk(Delta(i, new JsonObject { ["name"] = reply.Calls[i].Name, ["arguments"] = "" }, $"call_{i}"), null, null));
            foreach (var piece in Pieces(reply.Calls[i].Arguments))
            {
                await SendAsync(context, Chunk(Delta(i, new JsonObject { ["arguments"] = piece }, null), null, null));
            }
        }

        if (reply.FinishReason.Length > 0)
        {
            await SendAsync(context, Chunk(new JsonObject(), reply.FinishReason, null));
        }

        if (reply.Usage is { } usage)
        {
            await SendAsync(context, Chunk(null, null, usage));
        }

        await SendAsync(context, "[DONE]");
    }

    private static JsonObject Delta(int index, JsonObject function, string? id)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = function };
        if (id is not null)
        {
            call["id"] = id;
            call["type"] = "function";
        }

        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static async Task SendAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n");
        await context.Response.Body.FlushAsync();
    }
}
