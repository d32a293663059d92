using System.Text;

namespace OpenHands.Testing;

/// <summary>Answers read and write actions from memory, in the words of a real sandbox.</summary>
internal static class FileActions
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Observation Read(FakeFiles files, FileReadAction action)
    {
        var path = files.Absolute(action.Path);
        try
        {
            return new FileReadObservation(path) { Content = TextLines.Take(s_strict.GetString(files.Get(path)), action.Start, action.End) };
        }
        catch (DecoderFallbackException)
        {
            return new ErrorObservation($"File could not be decoded as utf-8: {path}.");
        }
        catch (FakeFileException exception)
        {
            return new ErrorObservation(exception.Problem switch
            {
                FileProblem.NotFound => $"File not found: {path}. Your current working directory is {files.WorkspacePath}.",
                FileProblem.IsDirectory => $"Path is a directory: {path}. You can only read files",
                _ => $"Could not read {FakeFileException.Printable(path)}: {exception.Reason}.",
            });
        }
    }

    public static Observation Write(FakeFiles files, FileWriteAction action)
    {
        var path = files.Absolute(action.Path);
        try
        {
            var text = s_strict.GetBytes(action.Content);
            files.Update(path, existing => existing is null || action is { Start: 0, End: -1 } ? text : Edit(existing, action));
            return new FileWriteObservation(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return new ErrorObservation(
                $"Lines {action.Start} to {action.End} of {path} are no range: end must not come before start. Use -1 for the end of the file.");
        }
        catch (EncoderFallbackException exception)
        {
            return new ErrorObservation($"Content could not be encoded as utf-8: half a surrogate pair at character {exception.Index}.");
        }
        catch (DecoderFallbackException)
        {
            return new ErrorObservation($"File could not be decoded as utf-8: {path}");
        }
        catch (FakeFileException exception)
        {
            return new ErrorObservation(exception.Problem switch
            {
                FileProblem.IsDirectory => $"Path is a directory: {path}. You can only write to files",
                _ => $"Could not write {FakeFileException.Printable(path)}: {exception.Reason}.",
            });
        }
    }

    private static byte[] Edit(byte[] existing, FileWriteAction action) =>
        s_strict.GetBytes(TextLines.Replace(s_strict.GetString(existing), action.Start, action.End, action.Content)
            ?? throw new ArgumentOutOfRangeException(nameof(action)));
}
