using System.Text;

namespace OpenHands.Server.Files;

/// <summary>What clients do with the files of one workspace. Nothing of it is recorded as an event: it is the user's doing, not the agent's.</summary>
internal sealed class WorkspaceFiles(Runtime runtime, WorkspaceFileOptions options)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Lists a directory without what is hidden or left out by <c>.gitignore</c>.</summary>
    /// <param name="path">The directory; <see langword="null"/> or empty for the workspace.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>Names; with a path, each with it in front.</returns>
    public async Task<IReadOnlyList<string>> ListAsync(string? path, CancellationToken cancellationToken)
    {
        var root = runtime.WorkspacePath.TrimEnd('/');
        var directory = await WorkspacePath.ResolveAsync(runtime, path ?? "", cancellationToken);
        var entries = await runtime.ListFilesAsync(directory, cancellationToken);
        var relative = directory[root.Length..].TrimStart('/');
        var rules = await IgnoreRules.ReadAsync(runtime, root, relative, cancellationToken);
        var prefix = relative.Length == 0 ? "" : relative + "/";
        return [.. entries.Where(entry => !options.HiddenNames.Contains(entry) && !rules.Leaves(entry)).Select(entry => prefix + entry)];
    }

    /// <summary>Reads a text file.</summary>
    /// <exception cref="IOException">It cannot be read as one; the message says why.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await WorkspacePath.ResolveAsync(runtime, path, cancellationToken);
        using var content = new BoundedBuffer(options.MaxEditBytes);
        try
        {
            await runtime.DownloadFileAsync(file, content, cancellationToken);
            return s_strict.GetString(content.Written);
        }
        catch (FileNotFoundException)
        {
            throw new FileNotFoundException($"File not found: {file}.", file);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidTextException($"File could not be decoded as utf-8: {file}.");
        }
        catch (Exception exception) when (exception is TooLargeException || exception.InnerException is TooLargeException)
        {
            throw new TooLargeException($"File is too large to open: {file} has more than {options.MaxEditBytes:N0} bytes.");
        }
    }

    /// <summary>Copies the bytes of a file as they come; nothing is kept but what is under way.</summary>
    /// <param name="file">Its absolute path, made sure to lie within the workspace.</param>
    /// <param name="destination">Receives them; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="NoFileException">It is a directory, or something else that has no bytes of its own.</exception>
    /// <exception cref="IOException">It cannot be read; the message says why.</exception>
    public async Task DownloadAsync(string file, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.DownloadFileAsync(file, destination, cancellationToken);
        }
        catch (IOException)
        {
            // Backends tell the system's reason in words alone, so what it is has to be looked at.
            switch (await WorkspacePath.KindAsync(runtime, file, cancellationToken))
            {
                case WorkspacePathKind.Missing: throw new FileNotFoundException($"File not found: {file}.", file);
                case WorkspacePathKind.Directory: throw new NoFileException($"{file} is a directory. Ask for it as an archive: /api/zip-directory.");
                case WorkspacePathKind.Special: throw new NoFileException($"{file} is a pipe, a socket or a device, which has no bytes to download.");
                default: throw;
            }
        }
    }

    /// <summary>Writes a text file, byte for byte.</summary>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var file = await WorkspacePath.ResolveAsync(runtime, path, cancellationToken);
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        await runtime.UploadFileAsync(file, bytes, cancellationToken);
    }
}

/// <summary>A file holds something else than text.</summary>
internal sealed class InvalidTextException(string message) : IOException(message);

/// <summary>A path names something that is no regular file.</summary>
internal sealed class NoFileException(string message) : IOException(message);
