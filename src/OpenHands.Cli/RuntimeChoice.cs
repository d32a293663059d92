using OpenHands.Docker;
using OpenHands.Local;

namespace OpenHands.Cli;

/// <summary>Where the computer is to be, as options of a program say it.</summary>
internal sealed class RuntimeChoice
{
    /// <summary>The options that it takes.</summary>
    public static readonly IReadOnlyList<string> Options = ["--runtime", "--workspace", "--image"];

    /// <summary>The flag for <see cref="StartWithSkillsAsync"/>.</summary>
    public const string NoPython = "--no-python";

    private readonly bool _isDocker;
    private readonly string? _workspace;
    private readonly string? _image;

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public RuntimeChoice(CommandLine line)
    {
        var name = line["--runtime"] ?? "local";
        _isDocker = name switch
        {
            "local" => false,
            "docker" => true,
            _ => throw new UsageException($"There is no runtime '{name}'. There is: local, docker."),
        };
        _workspace = line["--workspace"] is { } workspace ? Path.GetFullPath(workspace) : null;
        _image = line["--image"] ?? (Environment.GetEnvironmentVariable("OPENHANDS_IMAGE") is { Length: > 0 } image ? image : null);
        if (line["--image"] is not null && !_isDocker)
        {
            throw new UsageException("--image is for --runtime docker.");
        }
    }

    private Runtime Create(IReadOnlyList<Func<IRuntimePlugin>> plugins)
    {
        if (!_isDocker)
        {
            return new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = _workspace, Plugins = [.. plugins] });
        }

        var options = new DockerRuntimeOptions { WorkspacePath = _workspace, Plugins = [.. plugins] };
        options.Image = _image ?? options.Image;
        return new DockerRuntime(options);
    }

    /// <summary>Makes a runtime and starts it.</summary>
    /// <param name="plugins">What it is to have besides.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task<Runtime> StartAsync(CancellationToken cancellationToken, params IReadOnlyList<Func<IRuntimePlugin>> plugins)
    {
        var runtime = Create(plugins);
        try
        {
            await runtime.StartAsync(cancellationToken);
            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a runtime and starts it, with the plugins of a CodeAct agent if it has IPython.</summary>
    public async Task<Runtime> StartWithSkillsAsync(bool withoutPython, CancellationToken cancellationToken)
    {
        // The plugins need IPython, and whether there is any is known only of a runtime that is started.
        var plain = await StartAsync(cancellationToken);
        if (withoutPython || !plain.Capabilities.Supports("run_ipython"))
        {
            return plain;
        }

        await plain.DisposeAsync();
        return await StartAsync(cancellationToken, () => new AgentSkillsPlugin(), () => new JupyterPlugin());
    }

    /// <summary>Stops a runtime that was started, or is starting; one that did not start has stopped itself.</summary>
    public static async Task CloseAsync(Task<Runtime>? starting)
    {
        if (starting is null)
        {
            return;
        }

        await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (starting.IsCompletedSuccessfully)
        {
            await (await starting).DisposeAsync();
        }
    }
}
