namespace OpenHands.Testing;

/// <summary>A fake file cannot be used; the message reads <c>path: reason.</c> as that of a real sandbox does.</summary>
internal sealed class FakeFileException(string path, FileProblem problem) : IOException($"{Printable(path)}: {Text(problem)}.")
{
    public FileProblem Problem { get; } = problem;

    /// <summary>Why, without the path and without a full stop.</summary>
    public string Reason => Text(Problem);

    public static string Printable(string path) => path.Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Text(FileProblem problem) => problem switch
    {
        FileProblem.NotFound => "No such file or directory",
        FileProblem.IsDirectory => "Is a directory",
        FileProblem.NotDirectory => "Not a directory",
        FileProblem.TooManyLinks => "Too many levels of symbolic links",
        _ => "a path cannot hold a NUL character",
    };
}
