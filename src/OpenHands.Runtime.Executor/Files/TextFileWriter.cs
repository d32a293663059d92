using System.Text;

namespace OpenHands.Execution;

/// <summary>Answers write actions, one after another: an edit of lines must not lose what another write did meanwhile.</summary>
internal sealed class TextFileWriter : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>
    /// Stores the action's text byte for byte as the whole file, whatever the file held, or in the place of a range of lines as
    /// <see cref="LineEdit"/> says. A file that does not exist yet has no lines.
    /// </summary>
    public async Task<Observation> WriteAsync(FileWriteAction action, string workingDirectory, CancellationToken cancellationToken)
    {
        var path = SandboxPath.Resolve(action.Path, workingDirectory);
        try
        {
            var text = Strict.GetBytes(action.Content);
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await StagedFile.StoreAsync(path, (file, token) => FillAsync(file, action, text, token), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }

            return new FileWriteObservation(path);
        }
        catch (BackwardRangeException)
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
        catch (OperationCanceledException)
        {
            return new ErrorObservation($"Writing {path} was cancelled. The file is as it was.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Explain(FileException.Wrap(path, exception), path);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private static async Task FillAsync(StagedFile file, FileWriteAction action, byte[] text, CancellationToken cancellationToken)
    {
        var replacesAll = action is { Start: 0, End: -1 };
        var existing = replacesAll ? null : file.OpenExisting();
        if (existing is null)
        {
            await file.Content.WriteAsync(text, cancellationToken).ConfigureAwait(false);
            return;
        }

        await using (existing.ConfigureAwait(false))
        {
            var edit = new LineEdit(existing, file.Content);
            if (!await edit.ReplaceAsync(text, action.Start, action.End, cancellationToken).ConfigureAwait(false))
            {
                throw new BackwardRangeException();
            }
        }
    }

    private static ErrorObservation Explain(FileException exception, string path) => new(exception.Error switch
    {
        FileError.NoEntry => $"File not found: {path}",
        FileError.IsDirectory => $"Path is a directory: {path}. You can only write to files",
        FileError.AccessDenied or FileError.NotPermitted => $"Malformed paths not permitted: {path}",
        _ => $"Could not write {FileName.Printable(path)}: {exception.Reason}.",
    });

    /// <summary>Leaves the staged file uncommitted.</summary>
    private sealed class BackwardRangeException : Exception;
}
