namespace OpenHands.Docker;

/// <summary>The sockets of container engines. Whoever has one owns the machine, so none ever goes into a sandbox.</summary>
internal static class EngineSockets
{
    private static readonly string[] s_known =
    [
        "/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock",
        "/run/podman/podman.sock", "/var/run/podman/podman.sock", "/run/crio/crio.sock", "/var/run/crio/crio.sock",
    ];

    /// <summary>Why a path of the engine's machine may not be mounted; <see langword="null"/> when it may.</summary>
    public static string? WhyRefused(string path, string? endpoint)
    {
        var asked = Resolve(path);
        var socket = s_known.Concat(Configured(endpoint)).FirstOrDefault(known => IsOrHolds(asked, known) || IsOrHolds(asked, Resolve(known)));
        return socket is null ? null : $"'{path}' is or holds the socket of the container engine ({socket}), which would give the sandbox this machine. Name a directory below it.";
    }

    private static IEnumerable<string> Configured(string? endpoint) => new[] { endpoint, Environment.GetEnvironmentVariable("DOCKER_HOST") }
        .Where(text => text is not null && text.StartsWith("unix://", StringComparison.Ordinal))
        .Select(text => text!["unix://".Length..])
        .Where(path => path.Length > 0);

    private static bool IsOrHolds(string path, string socket) =>
        path == "/" || socket == path || socket.StartsWith($"{path}/", StringComparison.Ordinal);

    // With every link on the way followed, as the engine would.
    private static string Resolve(string path)
    {
        var resolved = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var hops = 0; hops < 40 && FirstLink(resolved) is { } link; hops++)
        {
            resolved = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(link.Path) ?? "/", link.Target) + resolved[link.Path.Length..]));
        }

        return resolved;
    }

    private static (string Path, string Target)? FirstLink(string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            if (new FileInfo(part).LinkTarget is { } target)
            {
                return (part, target);
            }

            if (end < 0)
            {
                return null;
            }
        }
    }
}
