namespace OpenHands.Docs.Tests;

/// <summary>A Markdown file for readers of the project.</summary>
/// <param name="Path">Its path from the top of the repository.</param>
/// <param name="Lines">Its text.</param>
internal sealed record Document(string Path, string[] Lines)
{
    /// <summary>The top of the repository that these tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>README.md and everything below <c>docs</c>.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. new[] { System.IO.Path.Combine(Root, "README.md") }
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .Select(file => new Document(System.IO.Path.GetRelativePath(Root, file), File.ReadAllLines(file))),
    ];

    /// <summary>Its C# code, block by block.</summary>
    public IEnumerable<Snippet> Snippets()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            if (Lines[i] == "```csharp")
            {
                var given = i > 0 ? Snippet.ParseGiven(Lines[i - 1]) : "";
                var code = Lines.Skip(i + 1).TakeWhile(line => line != "```").ToArray();
                yield return new Snippet(Path, i + 2, given, i > 0 && Lines[i - 1] == "<!-- continues -->", code);
                i += code.Length + 1;
            }
        }
    }

    public override string ToString() => Path;

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, "OpenHands.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No directory above {AppContext.BaseDirectory} holds OpenHands.sln.");
    }
}
