namespace OpenHands.Docker;

/// <summary>What a failed start means, and what to do about it.</summary>
internal static class StartFailures
{
    /// <summary>The exception for a failure of the engine.</summary>
    /// <param name="failure">What the engine said.</param>
    /// <param name="endpoint">Where the engine is.</param>
    /// <param name="options">What was to be started.</param>
    /// <param name="name">The container.</param>
    public static RuntimeStartException Explain(EngineException failure, string endpoint, DockerRuntimeOptions options, string name) =>
        new(Message(failure, endpoint, options, name), failure);

    /// <summary>The message for a container that ended before its executor answered.</summary>
    public static string Ended(DockerRuntimeOptions options, string name, long exitCode, bool outOfMemory, string log)
    {
        var remedy =
            outOfMemory ? $" It ran out of memory: raise {nameof(DockerRuntimeOptions.MemoryBytes)}."
            : log.Contains("bash", StringComparison.OrdinalIgnoreCase) ? $" Use an image with bash, install bash in this one, or name it by {nameof(DockerRuntimeOptions.BashPath)}."
            : log.Contains("account", StringComparison.OrdinalIgnoreCase) ? $" Choose another {nameof(DockerRuntimeOptions.UserName)} or {nameof(DockerRuntimeOptions.UserId)}."
            : "";
        return $"Container {name} of image {options.Image} ended with exit code {exitCode} before its executor answered.{remedy}{log}";
    }

    /// <summary>The exception for an image that is not there and cannot be fetched.</summary>
    public static RuntimeStartException NoImage(DockerRuntimeOptions options, string endpoint, string reason, Exception? innerException) => new(
        $"The Docker engine at {endpoint} has no image {options.Image}{reason} Correct the name, log in ({nameof(DockerRuntimeOptions.Credentials)}), or bring the image there (docker pull, docker load, docker build).",
        innerException);

    private static string Message(EngineException failure, string endpoint, DockerRuntimeOptions options, string name) => failure.Failure switch
    {
        EngineFailure.Unreachable =>
            $"No Docker engine answers at {endpoint}: {failure.Message} Start it (systemctl start docker), or name another by {nameof(DockerRuntimeOptions.Endpoint)} or DOCKER_HOST.",
        EngineFailure.Forbidden =>
            $"This account may not use the Docker engine at {endpoint}: {failure.Message} Add it to the group docker, or name another engine by {nameof(DockerRuntimeOptions.Endpoint)} or DOCKER_HOST.",
        EngineFailure.DiskFull =>
            $"The Docker engine at {endpoint} has no space left on its disk: {failure.Message} Remove what is not needed (docker system prune), or give it a larger disk.",
        EngineFailure.Conflict when failure.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase) =>
            $"There is a container {name} already, so session '{options.SessionId}' has a sandbox. Set {nameof(DockerRuntimeOptions.AttachToExisting)} to use it, remove it (docker rm -f {name}), or choose another {nameof(RuntimeOptions.SessionId)}.",
        _ when Says(failure, "unknown or invalid runtime name", "unknown runtime", "no such runtime") =>
            $"The Docker engine at {endpoint} has no runtime '{options.RuntimeClass}': {failure.Message} Install it and name it in the engine's configuration, or leave {nameof(DockerRuntimeOptions.RuntimeClass)} out.",
        _ when Says(failure, "bind source path does not exist", "invalid mount config") =>
            $"Something that is to be mounted is not on the engine's machine: {failure.Message} Make it, or correct {nameof(DockerRuntimeOptions.Mounts)} or {nameof(DockerRuntimeOptions.WorkspacePath)}.",
        EngineFailure.NotFound when Says(failure, "network") =>
            $"The Docker engine at {endpoint} has no network '{options.Network}': {failure.Message} Make it (docker network create {options.Network}), or choose another {nameof(DockerRuntimeOptions.Network)}.",
        _ when Says(failure, "exec format error") =>
            $"Image {options.Image} or the executor is for another kind of processor than the engine's: {failure.Message} Choose an image for it.",
        _ when Says(failure, "storage-opt", "cgroup", "minimum memory limit", "pids") =>
            $"The Docker engine at {endpoint} refused the limits of container {name}: {failure.Message} Correct {nameof(DockerRuntimeOptions.MemoryBytes)}, {nameof(DockerRuntimeOptions.Processors)} or {nameof(DockerRuntimeOptions.Processes)}.",
        _ => $"The Docker engine at {endpoint} refused container {name} of image {options.Image}: {failure.Message}",
    };

    private static bool Says(EngineException failure, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (failure.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
