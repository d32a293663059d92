namespace OpenHands.Agents.Tests;

/// <summary>Where the programs are that belong to the agents, built with these tests.</summary>
internal static class Programs
{
    /// <summary>The file that <c>dotnet</c> runs.</summary>
    public static string PathOf(string project) => PathOf($"src/{project}", project);

    /// <summary>The same, for a project in a folder of another name.</summary>
    public static string PathOf(string folder, string project)
    {
        // …/tests/OpenHands.Agents.Tests/bin/Release/net10.0
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var configuration = framework.Parent!;
        var root = configuration.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, folder, "bin", configuration.Name, framework.Name, $"{project}.dll");
    }
}
