using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary><c>/execute_action</c>, and the shell's input, which is an action in short.</summary>
internal sealed class ExecuteRoute(HostSandbox sandbox, RequestLedger ledger, ExecutorHostOptions options)
{
    public async Task ExecuteAsync(HttpContext context)
    {
        var body = await RequestBody.ReadJsonAsync(context, options).ConfigureAwait(false);
        var wantsLines = context.Request.Headers.Accept.ToString().Contains(ExecutorProtocol.Lines, StringComparison.OrdinalIgnoreCase);
        await RunAsync(context, ReadAction(body), body, wantsLines).ConfigureAwait(false);
    }

    public async Task TypeAsync(HttpContext context)
    {
        var body = await RequestBody.ReadJsonAsync(context, options).ConfigureAwait(false);
        var typed = RequestBody.Parse(body, ExecutorJsonContext.Default.ShellInputRequest);
        var isKey = context.Request.Path == ExecutorRoutes.ShellKeys;
        var text = (isKey ? typed.Key : typed.Text) ?? throw HostRefusal.Malformed(["body", isKey ? "key" : "text"], "field required", "value_error.missing");
        if (isKey && text is not ("C-c" or "C-d" or "C-z"))
        {
            throw HostRefusal.Malformed(["body", "key"], "must be C-c, C-d or C-z", "value_error");
        }

        if (typed.Timeout is not (null or (> 0 and < 86_400)))
        {
            throw HostRefusal.Malformed(["body", "timeout"], "must be between 0 and 86400 seconds", "value_error");
        }

        var action = new CmdRunAction(text)
        {
            IsInput = true,
            KeepPrompt = false,
            Blocking = typed.Timeout is not null,
            Timeout = typed.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        await RunAsync(context, action, body, wantsLines: false).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, AgentAction action, ReadOnlyMemory<byte> body, bool wantsLines)
    {
        var id = RequestIds.Of(context);
        var fingerprint = $"{context.Request.Path}#{Convert.ToHexString(SHA256.HashData(body.Span))}";
        OutputHub.Follower? follower = null;
        var request = ledger.Begin(id, fingerprint, begun =>
        {
            follower = wantsLines ? begun.Output.Join() : null;
            return WorkAsync(begun, action, wantsLines);
        }, out _);
        follower ??= wantsLines ? request.Output.Join() : null;

        try
        {
            await (follower is null ? SendAnswerAsync(context, request) : SendLinesAsync(context, request, follower)).ConfigureAwait(false);
        }
        finally
        {
            if (follower is not null)
            {
                request.Output.Leave(follower);
            }

            // Nobody can ever ask for the answer to a request without an id. Once it is answered this changes nothing.
            if (id is null)
            {
                await request.StopAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task SendAnswerAsync(HttpContext context, RecordedRequest request)
    {
        var answer = await request.Answer.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await answer.SendAsync(context).ConfigureAwait(false);
    }

    private async Task<HostAnswer> WorkAsync(RecordedRequest request, AgentAction action, bool tellsOutput)
    {
        var observation = await sandbox.ExecuteAsync(action, tellsOutput ? request.Output.Publish : null, request.Stopping).ConfigureAwait(false);
        var json = new ArrayBufferWriter<byte>(512);
        EventSerializer.Default.Write(observation, json);

        // It may be kept for long, so without the room to grow.
        return new HostAnswer(200, json.WrittenSpan.ToArray());
    }

    private static async Task SendLinesAsync(HttpContext context, RecordedRequest request, OutputHub.Follower follower)
    {
        context.Response.ContentType = ExecutorProtocol.Lines;
        var body = context.Response.BodyWriter;
        while (await follower.WaitAsync(context.RequestAborted).ConfigureAwait(false))
        {
            while (follower.TryTake(out var chunk))
            {
                WriteLine(body, chunk);
            }

            await body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }

        var answer = await request.Answer.ConfigureAwait(false);
        body.Write("{\"status\":"u8);
        body.Write(System.Text.Encoding.ASCII.GetBytes(answer.Status.ToString(CultureInfo.InvariantCulture)));
        body.Write(",\"answer\":"u8);
        body.Write(answer.Json.Span);
        body.Write("}\n"u8);
        await body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void WriteLine(IBufferWriter<byte> body, OutputChunk chunk)
    {
        using (var writer = new Utf8JsonWriter(body, EventSerializer.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("offset"u8, chunk.Offset);
            writer.WriteString("text"u8, chunk.Text);
            writer.WriteEndObject();
        }

        body.Write("\n"u8);
    }

    private AgentAction ReadAction(ReadOnlyMemory<byte> body)
    {
        using var document = ParseBody(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw HostRefusal.Malformed(["body"], "value is not a valid dict", "type_error.dict");
        }

        if (!root.TryGetProperty("action", out var json))
        {
            throw HostRefusal.Malformed(["body", "action"], "field required", "value_error.missing");
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw HostRefusal.Malformed(["body", "action"], "value is not a valid dict", "type_error.dict");
        }

        return ReadAction(json);
    }

    // What is no runnable action was answered with 500 by 0.9.3, except where it meant 400.
    private AgentAction ReadAction(JsonElement json)
    {
        AgentEvent read;
        try
        {
            read = EventSerializer.Default.Read(json);
        }
        catch (EventFormatException exception)
        {
            throw new HostRefusal(500, ExecutorErrorCode.InvalidAction, exception.Message);
        }

        if (read is not AgentAction action)
        {
            throw new HostRefusal(400, ExecutorErrorCode.InvalidAction, "Invalid action type");
        }

        var capabilities = sandbox.Executor.Capabilities;
        if (capabilities.Supports(action.ActionType))
        {
            return action;
        }

        var reason = capabilities.Missing.TryGetValue(action.ActionType, out var missing) ? missing : $"It executes: {string.Join(", ", capabilities.Actions)}.";
        throw new HostRefusal(500, ExecutorErrorCode.InvalidAction, $"The action '{action.ActionType}' is not executed by this sandbox. {reason}");
    }

    private static JsonDocument ParseBody(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            throw HostRefusal.Malformed(["body"], "field required", "value_error.missing");
        }

        try
        {
            return JsonDocument.Parse(body, EventSerializer.DocumentOptions);
        }
        catch (JsonException exception)
        {
            throw HostRefusal.Malformed(["body", (exception.BytePositionInLine ?? 0).ToString(CultureInfo.InvariantCulture)], exception.Message, "value_error.jsondecode");
        }
    }
}
