using Docker.DotNet.Models;

namespace OpenHands.Docker;

/// <summary>A container to be made, in the words of Docker.DotNet.</summary>
internal static class ContainerParameters
{
    private const long CpuPeriod = 100_000;

    public static CreateContainerParameters From(ContainerSpec spec) => new()
    {
        Name = spec.Name,
        Image = spec.Image,
        Entrypoint = [.. spec.Command],
        Cmd = [],
        User = spec.User,
        WorkingDir = spec.WorkingDirectory,
        Env = [.. spec.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
        Labels = spec.Labels.ToDictionary(),
        HostConfig = new HostConfig
        {
            NetworkMode = spec.Network,
            Runtime = spec.RuntimeClass ?? "",

            // Whoever ends in the sandbox is collected.
            Init = true,
            CapDrop = spec.DropAllCapabilities ? ["ALL"] : [],
            CapAdd = [.. spec.AddedCapabilities],
            SecurityOpt = spec.NoNewPrivileges ? ["no-new-privileges"] : [],
            Memory = spec.MemoryBytes,

            // As much as memory: no swap. Swapping looks like a hang, and takes the whole machine along.
            MemorySwap = spec.MemoryBytes,

            // Unlike a number of processors, this may be more than the machine has.
            CPUPeriod = CpuPeriod,
            CPUQuota = (long)(spec.Processors * CpuPeriod),
            PidsLimit = spec.Processes,
            ShmSize = spec.SharedMemoryBytes,
            Tmpfs = spec.Tmpfs.ToDictionary(),
            Mounts = [Executor(spec.Executor), .. spec.Mounts.Select(Mount)],
            LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "1m", ["max-file"] = "1" } },
        },
    };

    private static Mount Executor(ExecutorMount executor) => new()
    {
        Type = "volume",
        Source = executor.Volume,
        Target = SandboxPaths.ExecutorDirectory,
        ReadOnly = executor.IsReadOnly,
        VolumeOptions = new VolumeOptions { NoCopy = true, Labels = new Dictionary<string, string> { [SandboxLabels.Executor] = executor.Hash } },
    };

    private static Mount Mount(DockerMount mount) => mount.Source switch
    {
        null => new Mount
        {
            Type = "tmpfs",
            Target = mount.Target,
            TmpfsOptions = new TmpfsOptions { SizeBytes = mount.SizeBytes, Mode = Convert.ToUInt32("1777", 8) },
        },
        _ => new Mount { Type = "bind", Source = mount.Source, Target = mount.Target, ReadOnly = mount.ReadOnly, BindOptions = new BindOptions { Propagation = "rprivate" } },
    };
}
