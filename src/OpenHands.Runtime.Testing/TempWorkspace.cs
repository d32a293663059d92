using System.Diagnostics;

namespace OpenHands.Testing;

/// <summary>A directory on disk for one test, removed with everything in it: read-only files, links and locked directories too.</summary>
/// <remarks>Links are removed, never followed. Paths of the methods are relative and cannot leave the directory.</remarks>
public sealed class TempWorkspace : IDisposable
{
    /// <summary>Makes a new, empty directory in the system's temporary one.</summary>
    public TempWorkspace() => Root = Directory.CreateTempSubdirectory("openhands-test-").FullName;

    /// <summary>The directory, as an absolute path.</summary>
    public string Root { get; }

    /// <summary>The files in it and below, as relative paths with <c>/</c>, in ordinal order. Directories behind links are not entered.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !HasLinkAbove(file))
            .Order(StringComparer.Ordinal)];

    /// <summary>The absolute path of something in it. It need not exist.</summary>
    /// <exception cref="ArgumentException">The path leads out of the directory.</exception>
    public string PathOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = Path.GetFullPath(Path.Combine(Root, path));
        return full == Root || full.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new ArgumentException($"'{path}' leads out of the workspace {Root}. Use a path below it.", nameof(path));
    }

    /// <summary>Writes a text file as UTF-8, making the directories on its way.</summary>
    /// <returns>Its absolute path.</returns>
    public string Write(string path, string text)
    {
        var full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>Reads a text file.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Whether there is a file or directory of that path.</summary>
    public bool Exists(string path) => Path.Exists(PathOf(path));

    /// <summary>Removes the directory. May be called twice.</summary>
    /// <exception cref="IOException">Something in it cannot be removed; the message names it.</exception>
    public void Dispose()
    {
        if (!Directory.Exists(Root))
        {
            return;
        }

        try
        {
            Unlock(new DirectoryInfo(Root));
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !OperatingSystem.IsWindows())
        {
            RemoveUnnameable(exception);
        }
    }

    // What must be writable to be removed: on Windows the file, elsewhere its directory.
    private static void Unlock(DirectoryInfo directory)
    {
        if (!directory.Exists)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            directory.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } child)
            {
                Unlock(child);
            }
            else if (OperatingSystem.IsWindows() && entry.LinkTarget is null)
            {
                entry.Attributes &= ~FileAttributes.ReadOnly;
            }
        }
    }

    // A name that is not UTF-8 has no text that .NET could find it by.
    private void RemoveUnnameable(Exception reason)
    {
        using var remove = Process.Start(new ProcessStartInfo("rm", ["-rf", "--", Root]) { RedirectStandardError = true })
            ?? throw new IOException($"The workspace {Root} could not be removed: {reason.Message}", reason);
        var error = remove.StandardError.ReadToEnd();
        remove.WaitForExit();
        if (remove.ExitCode != 0)
        {
            throw new IOException($"The workspace {Root} could not be removed: {error.Trim()}", reason);
        }
    }

    private bool HasLinkAbove(string file)
    {
        for (var directory = Path.GetDirectoryName(file); !string.IsNullOrEmpty(directory); directory = Path.GetDirectoryName(directory))
        {
            if (new DirectoryInfo(Path.Combine(Root, directory)).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }
}
