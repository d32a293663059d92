using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>New content of one file: gathered beside the old, put in its place in one step, gone without a trace unless committed.</summary>
/// <remarks>
/// <para>
/// Readers see the old content or the new, never a mixture, also after a crash. The file keeps its mode and owner; a new one gets
/// 0666 less the umask, which is 0644 where nothing else is set. A symbolic link stays and its target is written. A hard link is cut:
/// the other names keep the old content. Access lists and extended attributes beyond the mode are not carried over.
/// </para>
/// <para>
/// Where a file cannot be replaced but can be written (its directory takes no new file, it is a mount point as <c>/etc/hosts</c> is in
/// containers, or its owner could not be kept), the content is copied into the old file once it is complete. That is not atomic.
/// </para>
/// </remarks>
internal sealed class StagedFile : IAsyncDisposable
{
    private readonly SafeFileHandle _directory;
    private readonly SafeFileHandle? _elsewhere;
    private readonly byte[] _name;
    private readonly string _path;
    private readonly FileStatus? _existing;
    private readonly TemporaryFile _staged;

    private StagedFile(string path, string target, SafeFileHandle directory)
    {
        _path = path;
        _directory = directory;
        _name = FileName.ToBytes(SandboxPath.NameOf(target));
        _existing = Examine();
        var staged = TemporaryFile.TryCreate(directory, _existing is null ? TemporaryFile.Everybody : TemporaryFile.OwnerOnly);
        if (staged is null)
        {
            var refused = FileException.Last(path);
            if (_existing is null || refused.Error is not (FileError.AccessDenied or FileError.NotPermitted or FileError.ReadOnlyFileSystem))
            {
                throw refused;
            }

            _elsewhere = FileHandles.OpenDirectory(Path.GetTempPath());
            staged = TemporaryFile.TryCreate(_elsewhere, TemporaryFile.OwnerOnly);
            if (staged is null)
            {
                _elsewhere.Dispose();
                throw refused;
            }
        }

        _staged = staged;
    }

    /// <summary>Receives the new content.</summary>
    public FileStream Content => _staged.Content;

    /// <summary>Stores a file, making the directories above it. Whatever fails, nothing new is left.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="fill">Writes the content; what it throws comes out of here.</param>
    /// <param name="cancellationToken">Cancels; the old content stays.</param>
    /// <exception cref="FileException">The system refused, or the path is a directory or no regular file.</exception>
    public static async Task StoreAsync(string path, Func<StagedFile, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        var made = FileHandles.MakeDirectories(SandboxPath.ParentOf(path));
        try
        {
            var file = Open(path);
            await using (file.ConfigureAwait(false))
            {
                await fill(file, cancellationToken).ConfigureAwait(false);
                await file.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            FileHandles.RemoveDirectories(made);
            throw;
        }
    }

    /// <summary>Opens the old content; <see langword="null"/> when the file is new.</summary>
    public FileStream? OpenExisting() => _existing is null
        ? null
        : new FileStream(FileHandles.OpenRegular(_directory, _name, _path, followLink: false, out _), FileAccess.Read, bufferSize: 0);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _staged.DisposeAsync().ConfigureAwait(false);
        _elsewhere?.Dispose();
        _directory.Dispose();
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_elsewhere is not null || !TryKeepOwner())
        {
            await CopyOverAsync().ConfigureAwait(false);
            return;
        }

        if (_existing is { } existing)
        {
            _staged.SetMode(existing.Mode, _path);
        }

        await Task.Run(() => Content.Flush(flushToDisk: true), CancellationToken.None).ConfigureAwait(false);
        var error = _staged.TryRenameTo(_name);
        if (error is FileError.Busy or FileError.CrossDevice && _existing is not null)
        {
            await CopyOverAsync().ConfigureAwait(false);
        }
        else if (error != 0)
        {
            throw FileException.ForError(_path, error);
        }
    }

    private FileStatus? Examine()
    {
        // The root directory has no name in its parent.
        if (_name.Length == 1)
        {
            throw FileException.ForError(_path, FileError.IsDirectory);
        }

        var error = FileStatus.TryGet(_directory, _name, followLink: false, out var status);
        if (error is FileError.NoEntry)
        {
            return null;
        }

        if (error != 0)
        {
            throw FileException.ForError(_path, error);
        }

        FileHandles.ThrowUnlessRegular(status, _path);

        // Replacing asks only the directory; a file that may not be written should not be replaced either.
        return FileCalls.AccessAt(_directory, _name, FileCalls.WriteAccess, FileCalls.EffectiveAccess) == 0 ? status : throw FileException.Last(_path);
    }

    private static StagedFile Open(string path)
    {
        var target = FileHandles.FollowLastLink(path);
        var directory = FileHandles.OpenDirectory(SandboxPath.ParentOf(target));
        try
        {
            return new StagedFile(path, target, directory);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private bool TryKeepOwner()
    {
        if (_existing is not { } existing)
        {
            return true;
        }

        var staged = FileStatus.Of(Content.SafeFileHandle, _path);
        return (staged.User == existing.User && staged.Group == existing.Group)
            || FileCalls.ChangeOwner(Content.SafeFileHandle, existing.User, existing.Group) == 0;
    }

    private async Task CopyOverAsync()
    {
        var flags = FileCalls.WriteOnly | FileCalls.Truncate | FileCalls.NoFollow | FileCalls.NonBlocking;
        var file = FileHandles.TryOpen(_directory, _name, flags) ?? throw FileException.Last(_path);
        var destination = new FileStream(file, FileAccess.Write, bufferSize: 0);
        await using (destination.ConfigureAwait(false))
        {
            Content.Position = 0;

            // Half a file would be worse than a late one, so nothing cancels this.
            await Content.CopyToAsync(destination, CancellationToken.None).ConfigureAwait(false);
            await Task.Run(() => destination.Flush(flushToDisk: true)).ConfigureAwait(false);
        }
    }
}
