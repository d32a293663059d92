using System.Text;

namespace OpenHands.Server.Files;

/// <summary>A path of a request, made sure to lie within the workspace: by its text first, then by where links lead.</summary>
internal static class WorkspacePath
{
    private const int MaxBytes = 4096;

    // Prints, for both paths, where the deepest part of it that exists really is. Fails when a link leads nowhere that can be told.
    private const string ResolveScript = """
        real() {
          p=$1
          while ! [ -e "$p" ] && ! [ -L "$p" ]; do p=${p%/*}; [ -n "$p" ] || p=/; done
          r=$(readlink -f -- "$p" && printf x) || exit 3
          r=${r%x}
          printf '%s\0' "${r%?}"
        }
        real "$1" && real "$2"
        """;

    private const string KindScript = """
        if [ -f "$1" ]; then exit 10; elif [ -d "$1" ]; then exit 11; elif [ -e "$1" ]; then exit 12; else exit 13; fi
        """;

    /// <summary>Makes a path absolute.</summary>
    /// <param name="runtime">Whose workspace it is about.</param>
    /// <param name="path">Relative to the workspace, or absolute and within it; empty for the workspace.</param>
    /// <param name="cancellationToken">Cancels the look at its links.</param>
    /// <exception cref="PathRefusedException">It leads out of the workspace, or is not a path.</exception>
    public static async Task<string> ResolveAsync(Runtime runtime, string path, CancellationToken cancellationToken)
    {
        var root = runtime.WorkspacePath.TrimEnd('/');
        var full = Normalize(root, path);
        if (full != root)
        {
            await RefuseLinksOutAsync(runtime, root, full, path, cancellationToken);
        }

        return full;
    }

    /// <summary>What there is at an absolute path, links followed.</summary>
    public static async Task<WorkspacePathKind> KindAsync(Runtime runtime, string path, CancellationToken cancellationToken)
    {
        await using var process = await runtime.StartProcessAsync(new SandboxCommand("sh", "-c", KindScript, "sh", path), cancellationToken);
        await process.Input.DisposeAsync();
        return (WorkspacePathKind)await process.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>A path without <c>.</c>, <c>..</c> and doubled slashes, which begins with the root.</summary>
    /// <exception cref="PathRefusedException">It leads out of the root, or is not a path.</exception>
    public static string Normalize(string root, string path)
    {
        if (path.Contains('\0') || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            throw new PathRefusedException($"A path may have at most {MaxBytes:N0} bytes and no NUL character.");
        }

        var parts = new List<string>();
        foreach (var part in (path.StartsWith('/') ? path : $"{root}/{path}").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        var full = "/" + string.Join('/', parts);
        return full == root || full.StartsWith(root + "/", StringComparison.Ordinal) ? full : throw Outside(path);
    }

    private static async Task RefuseLinksOutAsync(Runtime runtime, string root, string full, string path, CancellationToken cancellationToken)
    {
        await using var process = await runtime.StartProcessAsync(new SandboxCommand("sh", "-c", ResolveScript, "sh", root, full), cancellationToken);
        await process.Input.DisposeAsync();
        using var output = new MemoryStream();
        await process.Output.CopyToAsync(output, cancellationToken);
        var exitCode = await process.Completion.WaitAsync(cancellationToken);
        var real = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length).Split('\0');
        if (exitCode != 0 || real.Length != 3 || (real[1] != real[0] && !real[1].StartsWith(real[0].TrimEnd('/') + "/", StringComparison.Ordinal)))
        {
            throw Outside(path);
        }
    }

    private static PathRefusedException Outside(string path) => new($"The path '{path}' leads out of the workspace. Name one within it.");
}
