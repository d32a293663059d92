using System.Reflection;

namespace OpenHands.Architecture.Tests;

/// <summary>What lies in the repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top directory.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The projects below <c>src</c>.</summary>
    public static IReadOnlyList<ProjectFile> Sources { get; } = [.. ProjectsBelow("src")];

    /// <summary>What becomes a package.</summary>
    public static IReadOnlyList<ProjectFile> Shipped { get; } =
        [.. Sources, .. ProjectsBelow("tests").Where(project => project.Name == "OpenHands.Runtime.Conformance")];

    /// <summary>Every project.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Sources, .. ProjectsBelow("tests"), .. ProjectsBelow("samples"), .. ProjectsBelow("benchmarks")];

    /// <summary>The assembly that a project makes, as it lies beside these tests.</summary>
    public static Assembly Load(ProjectFile project) => Assembly.Load(project.Name);

    /// <summary>Files below directories of the repository, without what a build leaves there.</summary>
    public static IEnumerable<string> Files(string pattern, params IEnumerable<string> directories) =>
        directories
            .Select(directory => Path.Combine(Root, directory))
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, pattern, SearchOption.AllDirectories))
            .Where(file => !Relative(file).Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal);

    /// <summary>A path as seen from the top.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<ProjectFile> ProjectsBelow(string directory) => Files("*.csproj", directory).Select(file => new ProjectFile(file));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "OpenHands.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No directory above {AppContext.BaseDirectory} holds OpenHands.sln.");
    }
}
