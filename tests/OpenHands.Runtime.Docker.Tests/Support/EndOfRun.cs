namespace OpenHands.Docker.Tests;

/// <summary>Removes what the conformance suites shared.</summary>
[SetUpFixture]
public sealed class EndOfRun
{
    [OneTimeTearDown]
    public async Task RemoveSandboxes()
    {
        await DockerHarness.RemoveSandboxesAsync();
        await DockerRootHarness.RemoveSandboxesAsync();
    }
}
