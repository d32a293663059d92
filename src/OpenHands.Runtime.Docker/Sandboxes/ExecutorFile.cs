using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Security.Cryptography;

namespace OpenHands.Docker;

/// <summary>The executor that is put into sandboxes: one static file for each kind of processor.</summary>
/// <param name="Path">Where it is on this machine.</param>
/// <param name="Hash">Names its content: the beginning of its SHA-256.</param>
internal sealed record ExecutorFile(string Path, string Hash)
{
    private const int HashLength = 16;
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly ConcurrentDictionary<(string Path, DateTime Written), string> s_hashes = new();

    /// <summary>Finds the executor for an engine.</summary>
    /// <param name="named">A path that was named; <see langword="null"/> for the one that came with this package.</param>
    /// <param name="architecture">The engine's processor, in the words of Go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RuntimeStartException">There is none.</exception>
    public static async Task<ExecutorFile> FindAsync(string? named, string architecture, CancellationToken cancellationToken)
    {
        var path = named ?? Candidates(architecture).FirstOrDefault(File.Exists) ?? throw new RuntimeStartException(
            $"There is no executor for an engine with the processor '{architecture}' among the files of this program ({AppContext.BaseDirectory}runtimes/{Rid(architecture)}/native). "
            + $"Use an engine on x64, or build the executor for it and name it by {nameof(DockerRuntimeOptions.ExecutorPath)}.");
        try
        {
            var key = (path, File.GetLastWriteTimeUtc(path));
            if (!s_hashes.TryGetValue(key, out var hash))
            {
                var file = File.OpenRead(path);
                await using (file.ConfigureAwait(false))
                {
                    hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false))[..HashLength];
                }

                s_hashes[key] = hash;
            }

            return new ExecutorFile(path, hash);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeStartException($"The executor {path} cannot be read: {exception.Message} Name another by {nameof(DockerRuntimeOptions.ExecutorPath)}.", exception);
        }
    }

    /// <summary>An archive that puts it into a directory. The file appears there whole or not at all: it is unpacked under another name first.</summary>
    public async Task<Stream> PackAsync(CancellationToken cancellationToken)
    {
        var archive = new MemoryStream();
        var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            var content = File.OpenRead(Path);
            await using (content.ConfigureAwait(false))
            {
                var part = $"{Hash}.{Guid.NewGuid():N}";
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, part) { Mode = Everybody, DataStream = content }, cancellationToken).ConfigureAwait(false);
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.HardLink, SandboxPaths.ExecutorName) { Mode = Everybody, LinkName = part }, cancellationToken).ConfigureAwait(false);
            }
        }

        archive.Position = 0;
        return archive;
    }

    private static IEnumerable<string> Candidates(string architecture)
    {
        var rid = Rid(architecture);
        yield return System.IO.Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native", SandboxPaths.ExecutorName);
        if (rid == System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier)
        {
            // Where a program is published for one kind of machine, the files for it are beside it.
            yield return System.IO.Path.Combine(AppContext.BaseDirectory, SandboxPaths.ExecutorName);
        }

        // Programs that run from the cache of packages, such as single files of C#, name the directories of their packages.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string directories)
        {
            foreach (var directory in directories.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                if (directory.Contains(rid, StringComparison.Ordinal))
                {
                    yield return System.IO.Path.Combine(directory, SandboxPaths.ExecutorName);
                }
            }
        }
    }

    private static string Rid(string architecture) => architecture switch
    {
        "amd64" or "x86_64" => "linux-x64",
        "arm64" or "aarch64" => "linux-arm64",
        _ => $"linux-{architecture}",
    };
}
