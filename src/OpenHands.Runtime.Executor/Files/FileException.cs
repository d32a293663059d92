using System.Runtime.InteropServices;

namespace OpenHands.Execution;

/// <summary>The system, or we, refused something about one file; the message reads <c>path: reason.</c></summary>
internal sealed class FileException : IOException
{
    private FileException(string path, string reason, int error, Exception? innerException = null)
        : base($"{path}: {reason}.", innerException)
    {
        Reason = reason;
        HResult = error;
    }

    /// <summary>Why, without the path and without a full stop.</summary>
    public string Reason { get; }

    /// <summary>The system's error number; 0 when the refusal is ours.</summary>
    public int Error => HResult;

    /// <summary>What the last system call of this thread said.</summary>
    public static FileException Last(string path) => ForError(path, Marshal.GetLastPInvokeError());

    /// <summary>One of <see cref="FileError"/>.</summary>
    public static FileException ForError(string path, int error) => new(path, Marshal.GetPInvokeErrorMessage(error), error);

    /// <summary>A refusal of ours.</summary>
    public static FileException Refused(string path, string reason) => new(path, reason, 0);

    /// <summary>Names the file in an error of the BCL, whose own message does not when it only knows a descriptor.</summary>
    public static FileException Wrap(string path, Exception exception)
    {
        // The BCL keeps the error number in HResult, except where it has an exception type of its own.
        return exception switch
        {
            FileException ours => ours,
            UnauthorizedAccessException => new FileException(path, Marshal.GetPInvokeErrorMessage(FileError.NotPermitted), FileError.NotPermitted, exception),
            { HResult: > 0 and < 4096 } => new FileException(path, Marshal.GetPInvokeErrorMessage(exception.HResult), exception.HResult, exception),
            _ => new FileException(path, exception.Message.TrimEnd('.'), 0, exception),
        };
    }
}
