using PublicApiGenerator;

namespace OpenHands.Architecture.Tests;

/// <summary>What users of the packages can name. A change here is a change for them, so it shows as a difference in a text file.</summary>
[TestFixture]
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions s_options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    };

    private static IEnumerable<TestCaseData<string>> Shipped() => Repository.Shipped.Select(project => new TestCaseData<string>(project.Name));

    [TestCaseSource(nameof(Shipped))]
    public void The_public_API_is_the_approved_one(string name)
    {
        var approvedFile = Path.Combine(Repository.Root, "tests", "OpenHands.Architecture.Tests", "PublicApi", $"{name}.approved.txt");
        var actual = Repository.Load(Repository.Shipped.Single(project => project.Name == name)).GeneratePublicApi(s_options).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_PUBLIC_API") == "1")
        {
            File.WriteAllText(approvedFile, actual);
        }

        var approved = File.Exists(approvedFile) ? File.ReadAllText(approvedFile) : "";

        Assert.That(Difference(approved.Split('\n'), actual.Split('\n')), Is.Empty,
            $"The public API of {name} is not the approved one. If that is meant, run ./test.sh --accept-api, look at the difference in "
            + $"{Repository.Relative(approvedFile)} and say in CHANGELOG.md what users will notice.");
    }

    [Test]
    public void Every_approved_API_belongs_to_a_project()
    {
        var names = Repository.Files("*.approved.txt", "tests/OpenHands.Architecture.Tests/PublicApi").Select(file => Path.GetFileName(file).Replace(".approved.txt", "", StringComparison.Ordinal));

        Assert.That(names, Is.EquivalentTo(Repository.Shipped.Select(project => project.Name)));
    }

    private static string[] Difference(string[] approved, string[] actual)
    {
        var gone = approved.Except(actual).Select(line => $"- {line.Trim()}");
        var come = actual.Except(approved).Select(line => $"+ {line.Trim()}");
        var changes = gone.Concat(come).ToArray();
        return changes.Length > 0 || approved.SequenceEqual(actual) ? changes : ["the order of the lines, or lines that there are twice"];
    }
}
