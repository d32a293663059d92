namespace OpenHands.Docker;

/// <summary>Connects to the executor of a sandbox as the options of a runtime say.</summary>
internal static class SandboxExecutor
{
    /// <summary>Connects.</summary>
    public static Task<ContainerExecutor> ConnectAsync(Sandbox sandbox, DockerRuntimeOptions options, RuntimeLogging logging, CancellationToken cancellationToken) =>
        ContainerExecutor.ConnectAsync(
            sandbox,
            new HttpActionExecutorOptions
            {
                // A name for messages; connections go where the container is.
                BaseAddress = new Uri("http://localhost/"),
                Connect = sandbox.ConnectAsync,
                Isolation = IsolationLevel.Container,
                StartTimeout = options.StartTimeout,
                ReconnectTimeout = options.ReconnectTimeout,
                Events = new Protocol.EventSerializer(options.EventTypes),
                SoftTimeout = options.SoftTimeout,
                MaxOutputBytes = options.MaxOutputBytes,
                MaxOutputFileBytes = options.MaxOutputFileBytes,
            },
            logging,
            options.MemoryBytes,
            cancellationToken);
}
