namespace OpenHands.Server.Tests.Support;

/// <summary>The sources that these tests were made from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "OpenHands.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
