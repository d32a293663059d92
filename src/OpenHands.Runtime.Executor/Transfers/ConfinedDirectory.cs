using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpenHands.Execution;

/// <summary>A directory that no name given to it can leave.</summary>
/// <remarks>
/// Each part of a name is opened below the directory before it, and the kernel is never let follow a link. Links that are there are
/// read and walked the same way, so they work as long as they stay inside. As every step starts from an open descriptor, a process that
/// swaps directories for links meanwhile gains nothing: what is opened was inside when it was opened. Needs no
/// <c>openat2</c>, which older container engines forbid.
/// </remarks>
internal sealed class ConfinedDirectory : IDisposable
{
    private const int MostLinks = 40;
    private readonly SafeFileHandle _root;

    private ConfinedDirectory(SafeFileHandle root)
    {
        _root = root;
        PhysicalPath = FileHandles.ReadLink(FileCalls.Absolute, FileName.ToBytes($"/proc/self/fd/{root.DangerousGetHandle()}"));
    }

    /// <summary>The directory's path without links; <see langword="null"/> where <c>/proc</c> is missing.</summary>
    public string? PhysicalPath { get; }

    /// <summary>Opens a directory, following links in its own path, and makes it when it is missing.</summary>
    /// <exception cref="FileException">The system refused.</exception>
    public static ConfinedDirectory Open(string path)
    {
        _ = FileHandles.MakeDirectories(path);
        return new ConfinedDirectory(FileHandles.OpenDirectory(path));
    }

    /// <summary>Opens the directory that holds an entry.</summary>
    /// <param name="entry">Names the entry in errors.</param>
    /// <param name="parts">The parts of its name; at least one.</param>
    /// <param name="makesMissing">Whether to make the directories that are missing on the way.</param>
    /// <exception cref="InvalidDataException">A link on the way leads out of the directory.</exception>
    /// <exception cref="FileException">The system refused.</exception>
    public ConfinedPlace OpenParent(string entry, ReadOnlySpan<string> parts, bool makesMissing = true)
    {
        var walk = new Walk(this, entry, makesMissing);
        var directory = walk.Follow(parts[..^1], out var depth);
        return new ConfinedPlace(directory, FileName.ToBytes(parts[^1]), depth, directory != _root);
    }

    /// <summary>Opens a directory by all parts of its name, and makes what is missing.</summary>
    public ConfinedPlace OpenItself(string entry, ReadOnlySpan<string> parts)
    {
        var walk = new Walk(this, entry, makesMissing: true);
        var directory = walk.Follow(parts, out var depth);
        return new ConfinedPlace(directory, FileCalls.Here, depth, directory != _root);
    }

    /// <inheritdoc />
    public void Dispose() => _root.Dispose();

    private sealed class Walk(ConfinedDirectory confined, string entry, bool makesMissing)
    {
        // From the root down to where the walk is; '..' goes back to a directory that is still open, not to what is its parent by now.
        private readonly Stack<SafeFileHandle> _way = new([confined._root]);
        private readonly Stack<string> _ahead = new();
        private int _links;

        public SafeFileHandle Follow(ReadOnlySpan<string> parts, out int depth)
        {
            try
            {
                Push(parts);
                while (_ahead.TryPop(out var part))
                {
                    Step(part);
                }

                depth = _way.Count - 1;
                return _way.Pop();
            }
            finally
            {
                while (_way.TryPop(out var passed))
                {
                    Leave(passed);
                }
            }
        }

        private void Step(string part)
        {
            if (part == "..")
            {
                if (_way.Count == 1)
                {
                    throw EntryName.Refused(entry, "a link on its way leads out of the directory");
                }

                Leave(_way.Pop());
                return;
            }

            var name = FileName.ToBytes(part);
            var error = TryEnter(name);
            if (error == FileError.NoEntry && makesMissing)
            {
                if (FileCalls.MakeDirectoryAt(_way.Peek(), name, 0x1ff) != 0 && Marshal.GetLastPInvokeError() != FileError.Exists)
                {
                    throw FileException.Last(entry);
                }

                error = TryEnter(name);
            }

            if (error is FileError.NotDirectory or FileError.Loop && FileHandles.ReadLink(_way.Peek(), name) is { } target)
            {
                FollowLink(target);
            }
            else if (error != 0)
            {
                throw FileException.ForError(entry, error);
            }
        }

        private int TryEnter(byte[] name)
        {
            var flags = FileCalls.PathOnly | FileCalls.DirectoryOnly | FileCalls.NoFollow;
            if (FileHandles.TryOpen(_way.Peek(), name, flags) is not { } directory)
            {
                return Marshal.GetLastPInvokeError();
            }

            _way.Push(directory);
            return 0;
        }

        private void FollowLink(string target)
        {
            if (++_links > MostLinks)
            {
                throw FileException.ForError(entry, FileError.Loop);
            }

            if (!target.StartsWith('/'))
            {
                Push(EntryName.PartsOf(target));
                return;
            }

            var below = EntryName.Below(confined.PhysicalPath, target)
                ?? throw EntryName.Refused(entry, $"a link on its way leads to '{target}', out of the directory");
            while (_way.Count > 1)
            {
                Leave(_way.Pop());
            }

            Push(EntryName.PartsOf(below));
        }

        private void Push(ReadOnlySpan<string> parts)
        {
            for (var index = parts.Length - 1; index >= 0; index--)
            {
                _ahead.Push(parts[index]);
            }
        }

        private void Leave(SafeFileHandle directory)
        {
            if (directory != confined._root)
            {
                directory.Dispose();
            }
        }
    }
}
