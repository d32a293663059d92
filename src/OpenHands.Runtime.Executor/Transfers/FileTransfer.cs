namespace OpenHands.Execution;

/// <summary>Moves single files in and out.</summary>
internal static class FileTransfer
{
    /// <summary>Stores a stream as one file, atomically, as <see cref="StagedFile"/> says.</summary>
    /// <exception cref="FileException">The system refused. An error of the stream comes through as it is.</exception>
    public static Task UploadAsync(string path, Stream content, CancellationToken cancellationToken) => StagedFile.StoreAsync(
        path,
        (file, token) => StreamCopy.IntoFileAsync(content, file.Content, path, token),
        cancellationToken);

    /// <summary>Copies a regular file into a stream.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileException">The system refused, or the file is no regular one.</exception>
    public static async Task DownloadAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        var file = Open(path);
        await using (file.ConfigureAwait(false))
        {
            await StreamCopy.FromFileAsync(file, destination, path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a regular file to read it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileException">The system refused, or the file is no regular one.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(
                FileHandles.OpenRegular(FileCalls.Absolute, FileName.ToBytes(path), path, followLink: true, out _), FileAccess.Read, bufferSize: 0);
        }
        catch (FileException exception) when (exception.Error == FileError.NoEntry)
        {
            throw new FileNotFoundException(exception.Message, path, exception);
        }
    }
}
