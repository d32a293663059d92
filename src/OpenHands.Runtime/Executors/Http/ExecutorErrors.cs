using System.Net;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What the answers of a host that are no successes mean here. A sandbox may lie, so its words are cut to a sane length.</summary>
internal static class ExecutorErrors
{
    private const int LongestMessage = 4_000;

    /// <summary>The exception for an answer.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The body.</param>
    public static Exception For(string host, int status, ReadOnlyMemory<byte> body)
    {
        var error = TryRead(body);
        var detail = Shorten(Text(error));
        return error?.Code switch
        {
            ExecutorErrorCode.InvalidApiKey => new RuntimeUnavailableException($"{host} refused the API key. Give it the key that it was started with (SESSION_API_KEY)."),
            ExecutorErrorCode.ForeignHost or ExecutorErrorCode.ForeignOrigin => new RuntimeUnavailableException($"{host} refused the request: {detail}"),
            ExecutorErrorCode.FileNotFound => new FileNotFoundException(detail),
            ExecutorErrorCode.DirectoryNotFound => new DirectoryNotFoundException(detail),
            ExecutorErrorCode.FileRefused or ExecutorErrorCode.TooLarge or ExecutorErrorCode.RangeNotSatisfiable or ExecutorErrorCode.ConnectionRefused => new IOException(detail),
            ExecutorErrorCode.InvalidData => new InvalidDataException(detail),
            ExecutorErrorCode.InvalidArgument => new ArgumentException(detail),
            ExecutorErrorCode.OutcomeUnknown => new RuntimeOutcomeUnknownException(detail),
            ExecutorErrorCode.AnotherInstance => new RuntimeUnavailableException($"{host} was restarted: its shell, environment and running commands are gone. Start a new runtime."),
            ExecutorErrorCode.Unavailable or ExecutorErrorCode.Busy => new RuntimeUnavailableException(detail, error.IsTransient == true),
            ExecutorErrorCode.Internal => new RuntimeUnavailableException($"{host} failed: {detail}"),
            _ when status is (int)HttpStatusCode.BadGateway or (int)HttpStatusCode.ServiceUnavailable or (int)HttpStatusCode.GatewayTimeout =>
                new RuntimeUnavailableException($"{host} is not reached by what stands before it (status {status}): {detail}", isTransient: true),
            _ => new ExecutorProtocolException($"{host} answered with status {status}, which does not belong here: {detail}"),
        };
    }

    /// <summary>The code of an answer, if it has one.</summary>
    public static string? CodeOf(ReadOnlyMemory<byte> body) => TryRead(body)?.Code;

    /// <summary>Some words of a sandbox for a message of ours.</summary>
    public static string Shorten(string text)
    {
        var cut = text.Length <= LongestMessage ? text : $"{text[..LongestMessage]}…";
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                // What a terminal or a log would obey.
                target[i] = char.IsControl(source[i]) && source[i] != '\n' ? '\ufffd' : source[i];
            }
        });
    }

    private static ExecutorError? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, ExecutorJsonContext.Default.ExecutorError);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(ExecutorError? error) => error?.Detail.ValueKind switch
    {
        null => "it gave no reason that can be read.",
        JsonValueKind.String => error.Detail.GetString()!,
        _ => error.Detail.GetRawText(),
    };
}
