using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace OpenHands.Server.Tests.Support;

/// <summary>Calls of tools in few words.</summary>
internal static class McpCalls
{
    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, params (string Name, object? Value)[] arguments) =>
        await client.CallToolAsync(tool, Arguments(arguments));

    public static async Task<string> AskAsync(this McpClient client, string tool, params (string Name, object? Value)[] arguments) =>
        TextOf(await client.CallAsync(tool, arguments));

    public static Dictionary<string, object?> Arguments(params (string Name, object? Value)[] arguments) =>
        arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);

    public static string TextOf(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    /// <summary>Tells what it hears at once, unlike Progress of the library.</summary>
    public static IProgress<ProgressNotificationValue> Hearing(Action<ProgressNotificationValue> heard) => new Listener(heard);

    private sealed class Listener(Action<ProgressNotificationValue> heard) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => heard(value);
    }
}
