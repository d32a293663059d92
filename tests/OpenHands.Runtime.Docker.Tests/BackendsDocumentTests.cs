using OpenHands.Conformance;

namespace OpenHands.Docker.Tests;

[TestFixture]
public sealed class BackendsDocumentTests
{
    [Test]
    public void The_table_of_suites_in_the_documentation_is_the_one_that_the_tests_prove()
    {
        var document = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "backends.md"));

        Assert.That(ConformanceMatrix.MissingFrom(document, new DockerCoverage()), Is.Empty);
        Assert.That(ConformanceMatrix.MissingFrom(document, new DockerRootCoverage()), Is.Empty);
    }
}
