namespace OpenHands.Docker;

/// <summary>Who fetches images. Sent to the engine with a pull, and nowhere else.</summary>
/// <param name="UserName">The account at the registry.</param>
/// <param name="Password">Its password or token.</param>
public sealed record DockerCredentials(string UserName, string Password)
{
    /// <summary>The account, never the password.</summary>
    public override string ToString() => $"{nameof(DockerCredentials)} {{ {nameof(UserName)} = {UserName} }}";
}
