using System.Runtime.CompilerServices;
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

        // They name what the compiler made, whose numbers change with anything else in the type.
        ExcludeAttributes = [typeof(AsyncIteratorStateMachineAttribute).FullName!, typeof(IteratorStateMachineAttribute).FullName!],
    };

    private static readonly string s_directory = Path.Combine(Repository.Root, "tests", "OpenHands.Architecture.Tests", "PublicApi");

    private static IEnumerable<TestCaseData<string>> Shipped() => Repository.Shipped.Select(project => new TestCaseData<string>(project.Name));

    [OneTimeSetUp]
    public void AcceptIfAsked()
    {
        if (Environment.GetEnvironmentVariable("ACCEPT_PUBLIC_API") == "1")
        {
            foreach (var project in Repository.Shipped)
            {
                File.WriteAllText(ApprovedFile(project.Name), ActualApi(project.Name));
            }
        }
    }

    [TestCaseSource(nameof(Shipped))]
    public void The_public_API_is_the_approved_one(string name)
    {
        var approved = File.Exists(ApprovedFile(name)) ? File.ReadAllText(ApprovedFile(name)) : "";

        var difference = Difference(approved.Split('\n'), ActualApi(name).Split('\n'));

        Assert.That(difference, Is.Empty,
            $"The public API of {name} is not the approved one. If that is meant, run ./test.sh --accept-api, look at the difference in "
            + $"{Repository.Relative(ApprovedFile(name))} and say in CHANGELOG.md what users will notice.");
    }

    [Test]
    public void Every_approved_API_belongs_to_a_project()
    {
        var approved = Directory.GetFiles(s_directory).Order(StringComparer.Ordinal);

        Assert.That(approved, Is.EquivalentTo(Repository.Shipped.Select(project => ApprovedFile(project.Name))));
    }

    private static string ApprovedFile(string name) => Path.Combine(s_directory, $"{name}.approved.txt");

    private static string ActualApi(string name) =>
        Repository.Load(Repository.Shipped.Single(project => project.Name == name)).GeneratePublicApi(s_options).ReplaceLineEndings("\n") + "\n";

    private static string[] Difference(string[] approved, string[] actual)
    {
        var gone = approved.Except(actual).Select(line => $"- {line.Trim()}");
        var come = actual.Except(approved).Select(line => $"+ {line.Trim()}");
        var changes = gone.Concat(come).ToArray();
        return changes.Length > 0 || approved.SequenceEqual(actual) ? changes : ["the order of the lines, or lines that there are twice"];
    }
}
