namespace OpenHands.Server;

/// <summary>What sandboxes are told: the <c>[sandbox]</c> group of a configuration. Its text form hides the key.</summary>
public sealed record SandboxConfiguration
{
    /// <summary>Name of the machine that remote sandboxes are on. Default <c>localhost</c>.</summary>
    public string ApiHostname { get; init; } = "localhost";

    /// <summary>Key of the service that gives remote sandboxes.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>Image that sandboxes start from; <see langword="null"/>, the default, for the backend's own choice.</summary>
    public string? BaseContainerImage { get; init; }

    /// <summary>Image that has everything in it already; used instead of <see cref="BaseContainerImage"/>.</summary>
    public string? RuntimeContainerImage { get; init; }

    /// <summary>User id that commands run under; <see langword="null"/>, the default, for the backend's own choice.</summary>
    public int? UserId { get; init; }

    /// <summary>How long an action may take that does not say so itself. Default 120 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether edits by skills are linted. Default <see langword="false"/>.</summary>
    public bool EnableAutoLint { get; init; }

    /// <summary>Whether sandboxes share the network of their machine. Default <see langword="false"/>.</summary>
    public bool UseHostNetwork { get; init; }

    /// <summary>Whether the plugins of agents are started. Default <see langword="true"/>.</summary>
    public bool InitializePlugins { get; init; } = true;

    /// <summary>Lines that are run when an image is made.</summary>
    public string? RuntimeExtraDeps { get; init; }

    /// <summary>Variables of every command. Values are data: nothing in them is expanded. Default none.</summary>
    public IReadOnlyDictionary<string, string> RuntimeStartupEnvVars { get; init; } = new Dictionary<string, string>();

    /// <summary>The evaluation that the browser is for. Default none.</summary>
    public string? BrowsergymEvalEnv { get; init; }

    /// <summary>Hands on what every backend understands: the time limit, the linting and the variables.</summary>
    /// <param name="options">The options of a backend, such as those of <c>AddLocal</c>.</param>
    public void ApplyTo(RuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ActionTimeout = Timeout;
        options.EnableAutoLint = EnableAutoLint;
        foreach (var (name, value) in RuntimeStartupEnvVars)
        {
            options.Environment[name] = value;
        }
    }
}
