using System.Formats.Tar;
using System.Text;

namespace OpenHands.Docker;

/// <summary>What the account of a hardened sandbox must find there, whatever the image has: its directories, and its name.</summary>
internal static class SandboxFiles
{
    private const UnixFileMode Owned = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>An archive that makes them, for the root directory.</summary>
    public static MemoryStream Pack(DockerRuntimeOptions options, SandboxAccount account, AccountFiles accounts)
    {
        var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            Add(writer, account.Home, account);
            if (options.WorkspacePath is null)
            {
                Add(writer, options.SandboxWorkspacePath, account);
            }

            Add(writer, AccountFiles.PasswdPath, accounts.Passwd);
            Add(writer, AccountFiles.GroupPath, accounts.Group);
        }

        archive.Position = 0;
        return archive;
    }

    private static void Add(TarWriter writer, string path, string? content)
    {
        if (content is not null)
        {
            writer.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, path.TrimStart('/')) { Mode = Readable, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }
    }

    private static void Add(TarWriter writer, string path, SandboxAccount account) => writer.WriteEntry(
        new GnuTarEntry(TarEntryType.Directory, $"{path.Trim('/')}/") { Uid = (int)account.UserId, Gid = (int)account.GroupId, Mode = Owned });
}
