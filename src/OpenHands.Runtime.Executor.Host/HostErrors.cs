using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>What failures look like on the wire: a status, a word of a closed set, and a sentence.</summary>
internal static class HostErrors
{
    // The statuses of files are those that 0.9.3 answered, except where it meant another one.
    public static HostAnswer For(Exception exception) => exception switch
    {
        HostRefusal refusal => refusal.Answer,
        FileNotFoundException => HostAnswer.Error(404, ExecutorErrorCode.FileNotFound, exception.Message),
        DirectoryNotFoundException => HostAnswer.Error(404, ExecutorErrorCode.DirectoryNotFound, exception.Message),
        InvalidDataException => HostAnswer.Error(400, ExecutorErrorCode.InvalidData, exception.Message),
        BadHttpRequestException bad => HostAnswer.Error(bad.StatusCode, bad.StatusCode == 413 ? ExecutorErrorCode.TooLarge : ExecutorErrorCode.InvalidBody, exception.Message),
        ArgumentException => HostAnswer.Error(400, ExecutorErrorCode.InvalidArgument, exception.Message),
        RuntimeException runtime => HostAnswer.Error(503, ExecutorErrorCode.Unavailable, exception.Message, runtime.IsTransient),
        OperationCanceledException => HostAnswer.Error(409, ExecutorErrorCode.Cancelled, "The request was cancelled."),
        IOException or UnauthorizedAccessException => HostAnswer.Error(500, ExecutorErrorCode.FileRefused, exception.Message),
        _ => HostAnswer.Error(500, ExecutorErrorCode.Internal, exception.Message),
    };
}
