using System.Globalization;

namespace OpenHands.Docker;

/// <summary>The account that a container's processes run under.</summary>
/// <param name="UserId">Its number.</param>
/// <param name="GroupId">The number of its group.</param>
/// <param name="Home">Its home.</param>
internal sealed record SandboxAccount(uint UserId, uint GroupId, string Home)
{
    private const uint FirstPerson = 1000;

    // No account of a distribution has it, and no person's.
    private const uint Nobody = 10001;

    /// <summary>As the engine wants it.</summary>
    public string User => string.Create(CultureInfo.InvariantCulture, $"{UserId}:{GroupId}");

    /// <summary>The number of the account that is made for <see cref="DockerRuntimeOptions.UserName"/>.</summary>
    public uint NamedUserId { get; private init; }

    /// <summary>The account for a sandbox.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="owner">Who owns the workspace; <see langword="null"/> when there is none, or it cannot be seen from here.</param>
    /// <param name="current">This process's account; <see langword="null"/> where accounts have no numbers.</param>
    public static SandboxAccount For(DockerRuntimeOptions options, (uint User, uint Group)? owner, (uint User, uint Group)? current)
    {
        if (options.Profile == DockerProfile.Root)
        {
            return new SandboxAccount(0, 0, SandboxPaths.RootHome)
            {
                NamedUserId = options.UserId ?? (owner is { User: not 0 } person ? person.User : FirstPerson),
            };
        }

        var (user, group) = owner ?? ForNewDirectory(current);
        return new SandboxAccount(options.UserId ?? user, options.GroupId ?? options.UserId ?? group, SandboxPaths.Home);
    }

    /// <summary>Who gets what is made for a sandbox: never root.</summary>
    public static (uint User, uint Group) ForNewDirectory((uint User, uint Group)? current) => current is { User: not 0 } account ? account : (Nobody, Nobody);
}
