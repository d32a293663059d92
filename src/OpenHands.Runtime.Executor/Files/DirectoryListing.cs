using System.Text;

namespace OpenHands.Execution;

/// <summary>Lists a directory for people: directories first, then files.</summary>
internal static class DirectoryListing
{
    /// <summary>
    /// The names in a directory, hidden ones included; directories and links to directories with a trailing <c>/</c>. Links that lead
    /// nowhere are left out. Each half is in ascending order of the lower-cased names' code points.
    /// </summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Empty when the path is missing, is no directory or cannot be read.</returns>
    public static IReadOnlyList<string> Of(string path)
    {
        var directories = new List<string>();
        var files = new List<string>();
        try
        {
            var names = DirectoryReader.Read(FileCalls.Absolute, FileName.ToBytes(path), path, followLink: true, out var directory);
            using (directory)
            {
                foreach (var name in names)
                {
                    if (FileStatus.TryGet(directory, name, followLink: true, out var status) != 0)
                    {
                        continue;
                    }

                    if (status.Kind == FileKind.Directory)
                    {
                        directories.Add(FileName.ToText(name) + "/");
                    }
                    else
                    {
                        files.Add(FileName.ToText(name));
                    }
                }
            }
        }
        catch (FileException)
        {
            return [];
        }

        return [.. Sorted(directories), .. Sorted(files)];
    }

    private static IEnumerable<string> Sorted(List<string> names)
    {
        // UTF-8 orders as code points do; UTF-16 does not, past U+FFFF. The slash takes part in no comparison.
        return names
            .Select(name => (Name: name, Key: Encoding.UTF8.GetBytes(name.TrimEnd('/').ToLowerInvariant())))
            .OrderBy(entry => entry.Key, Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other)))
            .Select(entry => entry.Name);
    }
}
