using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Mcp;

/// <summary>A tool of the runtime as clients of the protocol call it.</summary>
internal sealed class McpTool(AIFunction function)
{
    private static readonly string[] s_readOnly = ["read_file", "list_files", "search"];

    /// <summary>What clients are told of it.</summary>
    public Tool Definition { get; } = new()
    {
        Name = function.Name,
        Description = function.Description,
        InputSchema = function.JsonSchema,
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = s_readOnly.Contains(function.Name),
            DestructiveHint = !s_readOnly.Contains(function.Name),
            OpenWorldHint = function.Name is "run" or "python" or "send_input" or "browse" or "browser",
        },
    };

    /// <summary>Calls it, with progress where the client asks for that.</summary>
    public async Task<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, TimeProvider time, CancellationToken cancellationToken)
    {
        var arguments = new AIFunctionArguments(StringComparer.Ordinal);
        foreach (var (name, value) in request.Params.Arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            arguments[name] = value;
        }

        if (request.Params.ProgressToken is not { } token)
        {
            return ResultOf(await InvokeAsync(arguments, cancellationToken).ConfigureAwait(false));
        }

        var progress = new McpProgress(request.Server, token, time);
        await using (progress.ConfigureAwait(false))
        {
            OutputListener.Add(arguments, progress.Add);
            return ResultOf(await InvokeAsync(arguments, cancellationToken).ConfigureAwait(false));
        }
    }

    private static CallToolResult ResultOf(object? result)
    {
        var contents = result as IEnumerable<AIContent> ?? [new TextContent((string)result!)];
        var blocks = contents.Select<AIContent, ContentBlock>(content => content is DataContent image
            ? ImageContentBlock.FromBytes(image.Data, image.MediaType)
            : new TextContentBlock { Text = ((TextContent)content).Text }).ToList();
        return new CallToolResult { Content = blocks, IsError = blocks[0] is TextContentBlock text && text.Text.StartsWith("Error:", StringComparison.Ordinal) };
    }

    private async Task<object?> InvokeAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await function.InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            // The sandbox itself failed. The client gets our words for it, not those that the protocol package has for any exception.
            return $"Error: {exception.Message}";
        }
    }
}
