using System.Text.RegularExpressions;

namespace OpenHands.Architecture.Tests;

/// <summary>How the repository is put together.</summary>
[TestFixture]
public sealed partial class RepositoryTests
{
    [Test]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "OpenHands.sln"));

        var missing = Repository.Projects.Where(project =>
            !solution.Contains($"\"{Repository.Relative(project.Path).Replace('/', '\\')}\"", StringComparison.Ordinal));

        Assert.That(missing, Is.Empty, "Add them with `dotnet sln add`.");
    }

    [Test]
    public void Every_shipped_project_describes_its_package()
    {
        var silent = Repository.Shipped.Where(project => project.Description is not { Length: >= 40 });

        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void Package_versions_are_only_in_the_central_file()
    {
        var elsewhere = Repository.Projects.Where(project => PackageVersion().IsMatch(File.ReadAllText(project.Path)));

        Assert.That(elsewhere, Is.Empty);
    }

    [Test]
    public void Build_files_do_not_refer_to_anything_outside_the_repository()
    {
        var outside =
            from file in Repository.Files("*.csproj", "").Concat(Repository.Files("*.props", "")).Concat(Repository.Files("*.targets", ""))
            from path in PathAttribute().Matches(File.ReadAllText(file)).Select(match => match.Groups["path"].Value)
            let full = Path.GetFullPath(
                path.Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", $"{Path.GetDirectoryName(file)}/", StringComparison.Ordinal),
                Path.GetDirectoryName(file)!)
            where !path.StartsWith("$(", StringComparison.Ordinal) || path.StartsWith("$(MSBuildThisFileDirectory)", StringComparison.Ordinal)
            where full != Repository.Root && !full.StartsWith($"{Repository.Root}/", StringComparison.Ordinal)
            select $"{Repository.Relative(file)}: {path}";

        Assert.That(outside, Is.Empty);
    }

    [GeneratedRegex("<PackageReference[^>]*\\sVersion(Override)?=")]
    private static partial Regex PackageVersion();

    [GeneratedRegex("\\s(Include|Project|Update|Remove|HintPath)=\"(?<path>[^\"]*[/\\\\][^\"]*)\"")]
    private static partial Regex PathAttribute();
}
