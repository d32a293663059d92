using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Mcp;

/// <summary>Answers the requests of a client from a runtime, which is started when the first of them wants it.</summary>
internal sealed class RuntimeMcpHandlers(Func<Task<Runtime>> start, AgentToolOptions? toolOptions, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly CancelledCalls _calls = new();
    private Task<Ready>? _ready;

    /// <summary>The tools that the runtime has.</summary>
    public async ValueTask<ListToolsResult> ListToolsAsync(RequestContext<ListToolsRequestParams> request, CancellationToken cancellationToken)
    {
        var ready = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return new ListToolsResult { Tools = [.. ready.Tools.Select(tool => tool.Definition)] };
    }

    /// <summary>Calls one of them.</summary>
    public async ValueTask<CallToolResult> CallToolAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var ready = await ReadyAsync(cancellationToken).ConfigureAwait(false);
        var tool = ready.Tools.FirstOrDefault(tool => tool.Definition.Name == request.Params.Name)
            ?? throw new McpProtocolException(
                $"There is no tool '{ResultText.ShortenLine(request.Params.Name, 100)}'. There is: {string.Join(", ", ready.Tools.Select(tool => tool.Definition.Name))}.", McpErrorCode.InvalidParams);
        await _calls.WaitForCancelledAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await _calls.TrackAsync(tool.CallAsync(request, time, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files of the workspace.</summary>
    public async ValueTask<ListResourcesResult> ListResourcesAsync(RequestContext<ListResourcesRequestParams> request, CancellationToken cancellationToken) =>
        await (await ReadyAsync(cancellationToken).ConfigureAwait(false)).Files.ListAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>How their addresses look.</summary>
    public static ValueTask<ListResourceTemplatesResult> ListTemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WorkspaceResources.Templates);

    /// <summary>The text of one of them.</summary>
    public async ValueTask<ReadResourceResult> ReadResourceAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken) =>
        await (await ReadyAsync(cancellationToken).ConfigureAwait(false)).Files.ReadAsync(request.Params.Uri, cancellationToken).ConfigureAwait(false);

    // A start that failed is tried again by the next request: an engine may come up meanwhile.
    private async Task<Ready> ReadyAsync(CancellationToken cancellationToken)
    {
        Task<Ready> ready;
        lock (_gate)
        {
            ready = _ready is null or { IsFaulted: true } or { IsCanceled: true } ? _ready = PrepareAsync() : _ready;
        }

        try
        {
            return await ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeException or InvalidOperationException or ArgumentException)
        {
            throw new McpProtocolException(exception.Message, exception, McpErrorCode.InternalError);
        }
    }

    private async Task<Ready> PrepareAsync()
    {
        var runtime = await start().ConfigureAwait(false);
        var options = toolOptions?.Copy() ?? new AgentToolOptions();
        options.ReturnImages ??= true;
        return new Ready([.. runtime.AsAITools(options).Select(function => new McpTool(function))], new WorkspaceResources(runtime));
    }

    private sealed record Ready(IReadOnlyList<McpTool> Tools, WorkspaceResources Files);
}
