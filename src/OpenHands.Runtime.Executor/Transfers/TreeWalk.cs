using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>Goes through a tree without ever following a link in it.</summary>
internal static class TreeWalk
{
    /// <summary>
    /// Comes by everything below a directory, each directory before what is in it, names in ascending order of bytes; or by the single
    /// file. FIFOs, sockets, devices and what vanishes meanwhile are left out. Holds one descriptor for each level of depth.
    /// </summary>
    /// <param name="path">An absolute path; a link at its end is followed.</param>
    /// <exception cref="DirectoryNotFoundException">There is nothing.</exception>
    /// <exception cref="FileException">Something cannot be read, or the path is neither a directory nor a regular file.</exception>
    public static IEnumerable<TreeItem> Of(string path)
    {
        var name = FileName.ToBytes(path);
        var error = FileStatus.TryGet(FileCalls.Absolute, name, followLink: true, out var status);
        if (error is FileError.NoEntry or FileError.NotDirectory)
        {
            throw new DirectoryNotFoundException($"{path}: There is no such directory.");
        }

        if (error != 0)
        {
            throw FileException.ForError(path, error);
        }

        if (status.Kind == FileKind.Directory)
        {
            return Below(FileCalls.Absolute, name, "", path, followLink: true);
        }

        FileHandles.ThrowUnlessRegular(status, path);
        return Single(path);
    }

    private static IEnumerable<TreeItem> Single(string path)
    {
        var target = FileHandles.FollowLastLink(path);
        using var directory = FileHandles.OpenDirectory(SandboxPath.ParentOf(target));
        var name = FileName.ToBytes(SandboxPath.NameOf(target));
        if (FileStatus.TryGet(directory, name, followLink: false, out var status) == 0)
        {
            yield return new TreeItem(SandboxPath.NameOf(path), path, status, directory, name);
        }
    }

    private static IEnumerable<TreeItem> Below(SafeFileHandle parent, byte[] rawName, string prefix, string path, bool followLink)
    {
        if (TryRead(parent, rawName, path, followLink, out var directory) is not { } names)
        {
            yield break;
        }

        using (directory)
        {
            foreach (var name in names)
            {
                if (FileStatus.TryGet(directory!, name, followLink: false, out var status) != 0)
                {
                    continue;
                }

                var text = FileName.ToText(name);
                var item = new TreeItem(prefix + text, $"{path}/{text}", status, directory!, name);
                if (status.Kind is FileKind.Regular or FileKind.SymbolicLink or FileKind.Directory)
                {
                    yield return item;
                }

                if (status.Kind == FileKind.Directory)
                {
                    foreach (var below in Below(directory!, name, item.Name + "/", item.Path, followLink: false))
                    {
                        yield return below;
                    }
                }
            }
        }
    }

    private static List<byte[]>? TryRead(SafeFileHandle parent, byte[] name, string path, bool followLink, out SafeFileHandle? directory)
    {
        try
        {
            var names = DirectoryReader.Read(parent, name, path, followLink, out var opened);
            directory = opened;
            return names;
        }
        catch (FileException exception) when (exception.Error is FileError.NoEntry or FileError.NotDirectory or FileError.Loop)
        {
            // Somebody removed it, or put something else in its place.
            directory = null;
            return null;
        }
    }
}
