using System.Buffers;
using System.Text;

namespace OpenHands.Execution;

/// <summary>Answers read actions.</summary>
internal sealed class TextFileReader(FileLimits limits)
{
    private const int BufferSize = 64 * 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a file, or the lines from the action's start up to but without its end. An empty range is empty text, also when it lies behind
    /// the end of the file, so that a range that was read can be written back under the same numbers. The text is exactly what
    /// the file holds: line ends and a byte order mark stay.
    /// </summary>
    public async Task<Observation> ReadAsync(FileReadAction action, string workingDirectory, CancellationToken cancellationToken)
    {
        var path = SandboxPath.Resolve(action.Path, workingDirectory);
        try
        {
            var file = FileHandles.OpenRegular(FileCalls.Absolute, FileName.ToBytes(path), path, followLink: true, out var status);
            var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                var wantsAll = action is { Start: <= 0, End: -1 };
                if (wantsAll && status.Size > limits.MaxReadBytes)
                {
                    return TooLarge($"File is too large to be read whole: {path} has {status.Size} bytes");
                }

                var window = new LineWindow(action.Start, action.End, limits.MaxReadBytes);
                await FillAsync(window, stream, cancellationToken).ConfigureAwait(false);
                return window.IsTooLong
                    ? TooLarge($"The lines asked for are too large to be read at once: {path}")
                    : new FileReadObservation(path) { Content = Strict.GetString(window.Kept) };
            }
        }
        catch (DecoderFallbackException)
        {
            return new ErrorObservation($"File could not be decoded as utf-8: {path}.");
        }
        catch (OperationCanceledException)
        {
            return new ErrorObservation($"Reading {path} was cancelled.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Explain(FileException.Wrap(path, exception), path, workingDirectory);
        }
    }

    private static async Task FillAsync(LineWindow window, FileStream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (!window.IsFull && await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                window.Pass(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ErrorObservation Explain(FileException exception, string path, string workingDirectory) => new(exception.Error switch
    {
        FileError.NoEntry => $"File not found: {path}. Your current working directory is {workingDirectory}.",
        FileError.IsDirectory => $"Path is a directory: {path}. You can only read files",
        _ => $"Could not read {FileName.Printable(path)}: {exception.Reason}.",
    });

    private ErrorObservation TooLarge(string what) =>
        new($"{what}, and at most {limits.MaxReadBytes} are returned. Ask for fewer lines with start and end.");
}
