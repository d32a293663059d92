using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OpenHands.Docker;

/// <summary>The lists of accounts and groups of an image, with the account of the sandbox added, so that it has a name there.</summary>
/// <param name="Passwd">The content of <c>/etc/passwd</c>; <see langword="null"/> when it stays as it is.</param>
/// <param name="Group">The content of <c>/etc/group</c>; <see langword="null"/> when it stays as it is.</param>
internal sealed record AccountFiles(string? Passwd, string? Group)
{
    public const string PasswdPath = "/etc/passwd";
    public const string GroupPath = "/etc/group";

    private const string Name = "openhands";
    private const int MostBytes = 1 << 20;
    private const int MostImages = 100;

    // An image never changes, and reading a file of a container takes longer than most other steps of a start.
    private static readonly ConcurrentDictionary<(string Endpoint, string Image), (string Passwd, string Group)> s_images = new();

    /// <summary>Reads the lists in a container that was just made of an image, unless they are known.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="container">The container.</param>
    /// <param name="imageId">The id of its image.</param>
    /// <param name="account">Who is to be in the lists.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AccountFiles> ReadAsync(IContainerEngine engine, string container, string imageId, SandboxAccount account, CancellationToken cancellationToken)
    {
        var key = (engine.Endpoint, imageId);
        if (!s_images.TryGetValue(key, out var lists))
        {
            lists = (
                await ReadListAsync(engine, container, PasswdPath, "root:x:0:0:root:/root:/bin/sh\n", cancellationToken).ConfigureAwait(false),
                await ReadListAsync(engine, container, GroupPath, "root:x:0:\n", cancellationToken).ConfigureAwait(false));
            if (s_images.Count >= MostImages)
            {
                s_images.Clear();
            }

            s_images[key] = lists;
        }

        return With(lists.Passwd, lists.Group, account);
    }

    /// <summary>Adds an account to lists.</summary>
    public static AccountFiles With(string passwd, string group, SandboxAccount account)
    {
        var user = account.UserId.ToString(CultureInfo.InvariantCulture);
        var members = account.GroupId.ToString(CultureInfo.InvariantCulture);
        return new AccountFiles(
            Has(passwd, 2, user) ? null : $"{Ended(passwd)}{FreeName(passwd, user)}:x:{user}:{members}::{account.Home}:/bin/bash\n",
            Has(group, 2, members) ? null : $"{Ended(group)}{FreeName(group, members)}:x:{members}:\n");
    }

    private static string FreeName(string list, string number) => Has(list, 0, Name) ? $"{Name}-{number}" : Name;

    private static bool Has(string list, int field, string value) => list.Split('\n').Any(line => line.Split(':') is var fields && fields.Length > field && fields[field] == value);

    private static string Ended(string list) => list.Length == 0 || list.EndsWith('\n') ? list : $"{list}\n";

    private static async Task<string> ReadListAsync(IContainerEngine engine, string container, string path, string otherwise, CancellationToken cancellationToken) =>
        await engine.ReadFileAsync(container, path, MostBytes, cancellationToken).ConfigureAwait(false) is { } content ? Encoding.UTF8.GetString(content) : otherwise;
}
