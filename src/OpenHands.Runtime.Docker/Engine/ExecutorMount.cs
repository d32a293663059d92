namespace OpenHands.Docker;

/// <summary>The volume that holds the executor, in a container.</summary>
/// <param name="Volume">Its name; made with the container when missing.</param>
/// <param name="Hash">The label that it then gets.</param>
/// <param name="IsReadOnly">Whether the container may only read it.</param>
internal sealed record ExecutorMount(string Volume, string Hash, bool IsReadOnly = true);
