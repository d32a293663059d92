using System.Collections.Concurrent;

namespace OpenHands.Docker;

/// <summary>The executor as a volume of an engine, which every sandbox mounts for reading. There is one for each version.</summary>
/// <remarks>
/// A volume of that name is whole unless a container of the same name is there: the one through which some program fills it, or was filling
/// it when it died. Then it is filled again, which does no harm.
/// </remarks>
internal static class ExecutorVolume
{
    // Filled or found by this process; volumes can be removed by others, so what matters is asked again.
    private static readonly ConcurrentDictionary<(string Endpoint, string Hash), SemaphoreSlim> s_turns = new();
    private static readonly ConcurrentDictionary<(string Endpoint, string Hash), bool> s_whole = new();

    /// <summary>The name of the volume of an executor.</summary>
    public static string NameOf(ExecutorFile executor) => $"openhands-executor-{executor.Hash}";

    /// <summary>Makes sure that the volume is there.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="executor">What.</param>
    /// <param name="image">Any image that the engine has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The volume's name.</returns>
    public static async Task<string> EnsureAsync(IContainerEngine engine, ExecutorFile executor, string image, CancellationToken cancellationToken)
    {
        var name = NameOf(executor);
        var key = (engine.Endpoint, executor.Hash);
        if (s_whole.ContainsKey(key) && await engine.HasVolumeAsync(name, cancellationToken).ConfigureAwait(false))
        {
            return name;
        }

        var turn = s_turns.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await engine.HasVolumeAsync(name, cancellationToken).ConfigureAwait(false)
                || await engine.InspectContainerAsync(name, cancellationToken).ConfigureAwait(false) is not null)
            {
                await FillAsync(engine, executor, name, image, cancellationToken).ConfigureAwait(false);
            }

            s_whole[key] = true;
            return name;
        }
        finally
        {
            turn.Release();
        }
    }

    // The container comes before the volume, which the engine makes with it: there is no moment at which an empty volume looks whole.
    private static async Task FillAsync(IContainerEngine engine, ExecutorFile executor, string name, string image, CancellationToken cancellationToken)
    {
        string container;
        try
        {
            container = await engine.CreateContainerAsync(Filler(name, executor, image), cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (exception.Failure == EngineFailure.Conflict)
        {
            container = name;
        }

        try
        {
            var archive = await executor.PackAsync(cancellationToken).ConfigureAwait(false);
            await using (archive.ConfigureAwait(false))
            {
                await engine.PutArchiveAsync(container, SandboxPaths.ExecutorDirectory, archive, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (EngineException exception) when (exception.Failure == EngineFailure.NotFound)
        {
            // Another program was done first, and has removed it.
            return;
        }

        await engine.RemoveContainerAsync(container, cancellationToken).ConfigureAwait(false);
    }

    private static ContainerSpec Filler(string name, ExecutorFile executor, string image) => new()
    {
        Name = name,
        Image = image,
        Command = [SandboxPaths.Executor],
        User = "0:0",
        WorkingDirectory = "/",
        Environment = new Dictionary<string, string>(),
        Labels = new Dictionary<string, string> { [SandboxLabels.Executor] = executor.Hash },
        Mounts = [],
        Executor = new ExecutorMount(name, executor.Hash, IsReadOnly: false),
        Tmpfs = new Dictionary<string, string>(),
        DropAllCapabilities = true,
        AddedCapabilities = [],
        NoNewPrivileges = true,
        Network = "none",
        RuntimeClass = null,
        MemoryBytes = 64L << 20,
        Processors = 1,
        Processes = 32,
        SharedMemoryBytes = 1L << 20,
    };
}
