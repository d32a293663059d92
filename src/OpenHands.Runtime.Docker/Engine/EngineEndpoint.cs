namespace OpenHands.Docker;

/// <summary>Where an engine is.</summary>
internal static class EngineEndpoint
{
    private const string Variable = "DOCKER_HOST";

    /// <summary>The address that counts: what was named, else <c>DOCKER_HOST</c>, else the system's own.</summary>
    /// <exception cref="RuntimeStartException"><c>DOCKER_HOST</c> is no address.</exception>
    public static Uri Find(string? named)
    {
        if (named is not null)
        {
            return new Uri(named);
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable)
        {
            return IsValid(variable)
                ? new Uri(variable)
                : throw new RuntimeStartException($"{Variable} is '{variable}'; it must be unix:///path, tcp://host:port or npipe://./pipe/name.");
        }

        return new Uri(OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock");
    }

    /// <summary>Whether a text is an address of an engine.</summary>
    public static bool IsValid(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "unix" or "tcp" or "npipe" or "http" or "https");

    /// <summary>Whether the engine is on this machine, so that its paths are ours.</summary>
    public static bool IsLocal(Uri endpoint) => endpoint.Scheme is "unix" or "npipe";
}
