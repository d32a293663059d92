using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>One file, directory or link that <see cref="TreeWalk"/> came by. Good until the walk goes on.</summary>
/// <param name="Name">Its name from the top of the tree, parts divided by slashes; bytes that are not UTF-8 show as U+FFFD.</param>
/// <param name="Path">Its absolute path, for errors.</param>
/// <param name="Status">What the file system knows of it.</param>
/// <param name="Directory">Holds it.</param>
/// <param name="RawName">Its name there, with the closing NUL.</param>
internal sealed record TreeItem(string Name, string Path, FileStatus Status, SafeFileHandle Directory, byte[] RawName)
{
    /// <summary>Opens the regular file for reading.</summary>
    /// <returns>A stream of just the bytes that <paramref name="status"/> promises; <see langword="null"/> when the file is gone.</returns>
    /// <exception cref="FileException">The system refused.</exception>
    public ExactLengthStream? OpenContent(out FileStatus status)
    {
        try
        {
            var file = FileHandles.OpenRegular(Directory, RawName, Path, followLink: false, out status);
            return new ExactLengthStream(new FileStream(file, FileAccess.Read, bufferSize: 0), status.Size, Path);
        }
        catch (FileException exception) when (exception.Error == FileError.NoEntry)
        {
            status = default;
            return null;
        }
    }

    /// <summary>What the symbolic link says; <see langword="null"/> when it is gone.</summary>
    public string? ReadLink() => FileHandles.ReadLink(Directory, RawName);
}
