namespace OpenHands.Docker.Tests;

/// <summary>The root profile, as the conformance suites see it.</summary>
public sealed class DockerRootHarness : ContainerHarness
{
    private static readonly Lazy<RecycledSandboxes> s_sandboxes = new(() => Recycle(DockerProfile.Root));

    private protected override RecycledSandboxes Sandboxes => s_sandboxes.Value;

    private protected override DockerProfile Profile => DockerProfile.Root;

    /// <summary>Removes the containers that the suites used.</summary>
    internal static async Task RemoveSandboxesAsync()
    {
        if (s_sandboxes.IsValueCreated)
        {
            await s_sandboxes.Value.DisposeAsync();
        }
    }
}
