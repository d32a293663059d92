using System.Runtime.InteropServices;

namespace OpenHands.Execution;

/// <summary>Puts the entries of an archive below a directory, whatever they are called and whatever links lie there.</summary>
/// <remarks>
/// Each file appears whole under its name, and takes the place of a file or link that had it, without following the link. Modes are taken
/// from the archive without set-id and sticky bits; owners are not. A directory that belongs to somebody else keeps its mode. What was
/// unpacked before an error stays. Single files are not forced to disk.
/// </remarks>
internal sealed class TreeUnpacker(string directory) : IDisposable
{
    private const uint Permissions = 0x1ff;
    private const uint OwnerWritesAndEnters = 0xc0;

    private readonly ConfinedDirectory _confined = ConfinedDirectory.Open(directory);
    private readonly Stack<(string Entry, uint Mode)> _closed = [];

    /// <summary>Stores one file.</summary>
    /// <param name="entry">Its name in the archive.</param>
    /// <param name="mode">Its mode; <see langword="null"/> for 0666 less the umask.</param>
    /// <param name="modified">When it was changed; <see langword="null"/> for now.</param>
    /// <param name="content">Its bytes; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels; a file that was there stays.</param>
    public async Task AddFileAsync(string entry, uint? mode, DateTimeOffset? modified, Stream? content, CancellationToken cancellationToken)
    {
        using var place = _confined.OpenParent(entry, NamedParts(entry));
        var file = TemporaryFile.TryCreate(place.Directory, mode is null ? TemporaryFile.Everybody : TemporaryFile.OwnerOnly)
            ?? throw FileException.Last(entry);
        await using (file.ConfigureAwait(false))
        {
            if (content is not null)
            {
                await StreamCopy.IntoFileAsync(content, file.Content, entry, cancellationToken).ConfigureAwait(false);
            }

            if (mode is { } bits)
            {
                file.SetMode(bits & Permissions, entry);
            }

            if (modified is { } time)
            {
                File.SetLastWriteTimeUtc(file.Content.SafeFileHandle, time.UtcDateTime);
            }

            ThrowIfError(entry, file.TryRenameTo(place.Name));
        }
    }

    /// <summary>Makes one directory, or sets the mode of the one that is there.</summary>
    public void AddDirectory(string entry, uint? mode)
    {
        var parts = EntryName.Split(entry);
        if (parts.Length == 0)
        {
            // The directory itself is the caller's.
            return;
        }

        using var itself = _confined.OpenItself(entry, parts);
        if ((mode & Permissions) is not { } bits)
        {
            return;
        }

        if ((bits & OwnerWritesAndEnters) != OwnerWritesAndEnters)
        {
            // Its own files still have to go in.
            _closed.Push((entry, bits));
            bits |= OwnerWritesAndEnters;
        }

        SetMode(itself, bits);
    }

    /// <summary>Makes a symbolic link that stays inside.</summary>
    /// <exception cref="InvalidDataException">It would lead out.</exception>
    public void AddSymbolicLink(string entry, string target)
    {
        using var place = _confined.OpenParent(entry, NamedParts(entry));
        EntryName.ThrowIfLeaves(entry, target, place.Depth, _confined.PhysicalPath);
        var name = TemporaryFile.NewName();
        var error = FileCalls.SymbolicLinkAt(FileName.ToBytes(target), place.Directory, name) == 0 ? 0 : Marshal.GetLastPInvokeError();
        MoveIntoPlace(entry, place, name, error);
    }

    /// <summary>Gives a file of the directory a second name.</summary>
    /// <param name="entry">The new name.</param>
    /// <param name="target">The old one, from the directory's own; a regular file.</param>
    /// <exception cref="InvalidDataException">The old name leads out, or is no regular file.</exception>
    public void AddHardLink(string entry, string target)
    {
        using var place = _confined.OpenParent(entry, NamedParts(entry));
        using var linked = _confined.OpenParent(entry, NamedParts(target), makesMissing: false);
        ThrowIfError(entry, FileStatus.TryGet(linked.Directory, linked.Name, followLink: false, out var status));
        if (status.Kind != FileKind.Regular)
        {
            // A second name for a symbolic link would lead elsewhere than the first.
            throw EntryName.Refused(entry, $"it is a hard link to the {status.KindText} '{target}'");
        }

        var name = TemporaryFile.NewName();
        var error = FileCalls.HardLinkAt(linked.Directory, linked.Name, place.Directory, name, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();
        MoveIntoPlace(entry, place, name, error);
    }

    /// <summary>Sets the modes that would have been in the way; called once, after the last entry.</summary>
    public void Finish()
    {
        while (_closed.TryPop(out var closed))
        {
            using var itself = _confined.OpenItself(closed.Entry, EntryName.Split(closed.Entry));
            SetMode(itself, closed.Mode);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _confined.Dispose();

    private static void SetMode(ConfinedPlace directory, uint mode) => _ = FileCalls.ChangeModeAt(directory.Directory, FileCalls.Here, mode, 0);

    private static string[] NamedParts(string entry)
    {
        var parts = EntryName.Split(entry);
        return parts.Length > 0 ? parts : throw EntryName.Refused(entry, "it has no name");
    }

    private static void MoveIntoPlace(string entry, ConfinedPlace place, byte[] temporaryName, int error)
    {
        ThrowIfError(entry, error);
        error = TemporaryFile.TryRename(place.Directory, temporaryName, place.Name);

        // Renaming one name of a file over another of the same file does nothing at all, and succeeds.
        _ = FileCalls.UnlinkAt(place.Directory, temporaryName, 0);
        ThrowIfError(entry, error);
    }

    private static void ThrowIfError(string entry, int error)
    {
        if (error != 0)
        {
            throw FileException.ForError(entry, error);
        }
    }
}
