namespace OpenHands.Remote;

/// <summary>A service that starts and stops sandboxes, with the routes that OpenHands 0.9.3 asked: <c>/start</c>, <c>/stop</c>, <c>/pause</c>, <c>/resume</c>, <c>/image_exists</c>.</summary>
public sealed class SandboxServiceOptions
{
    /// <summary>Where it is.</summary>
    public required Uri Url { get; init; }

    /// <summary>Its own key, sent as <c>X-API-Key</c>.</summary>
    public required string ApiKey { get; init; }

    /// <summary>The image to start. It must hold the executor.</summary>
    public required string Image { get; init; }

    /// <summary>
    /// What is started in it. Default: the executor host on port 60000 of every address, with <see cref="WorkingDirectory"/>. It finds
    /// a key of its own in <c>SESSION_API_KEY</c>.
    /// </summary>
    public string? Command { get; init; }

    /// <summary>The directory of the agent in it. Default <c>/workspace</c>.</summary>
    public string WorkingDirectory { get; init; } = "/workspace";

    internal string CommandLine => Command ?? $"openhands-executor serve 60000 --host 0.0.0.0 --working-dir {WorkingDirectory}";

    internal void Validate(ICollection<string> problems, bool allowInsecure)
    {
        if (RemoteRuntimeOptions.WhyInvalid("Service.Url", Url, allowInsecure) is { } problem)
        {
            problems.Add(problem);
        }

        RemoteRuntimeOptions.CheckKey("Service.ApiKey", ApiKey, problems);
        if (string.IsNullOrWhiteSpace(Image))
        {
            problems.Add("Service.Image must name an image.");
        }

        if (WorkingDirectory is not ['/', ..] || WorkingDirectory.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
        {
            problems.Add($"Service.WorkingDirectory '{WorkingDirectory}' must be an absolute path without spaces.");
        }
    }
}
