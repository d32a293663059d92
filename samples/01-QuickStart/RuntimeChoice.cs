using OpenHands;
using OpenHands.Docker;
using OpenHands.Local;

namespace QuickStart;

/// <summary>Where the computer is.</summary>
internal static class RuntimeChoice
{
    /// <summary>What can be chosen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["local", "docker"];

    /// <summary>Makes a runtime. <c>OPENHANDS_IMAGE</c> names the image of a container.</summary>
    /// <param name="name">Where it is to be.</param>
    /// <param name="plugins">What it is to have besides.</param>
    public static Runtime Make(string name, params Func<IRuntimePlugin>[] plugins)
    {
        if (name != "docker")
        {
            return new LocalRuntime(new LocalRuntimeOptions { Plugins = plugins });
        }

        var options = new DockerRuntimeOptions { Plugins = plugins };
        options.Image = Environment.GetEnvironmentVariable("OPENHANDS_IMAGE") is { Length: > 0 } image ? image : options.Image;
        return new DockerRuntime(options);
    }
}
