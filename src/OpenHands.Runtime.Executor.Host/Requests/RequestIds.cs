using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>The id that a request may carry.</summary>
internal static class RequestIds
{
    /// <summary>The id; <see langword="null"/> when there is none.</summary>
    public static string? Of(HttpContext context) =>
        context.Request.Headers.TryGetValue(ExecutorProtocol.RequestIdHeader, out var values) ? values.ToString() : null;
}
