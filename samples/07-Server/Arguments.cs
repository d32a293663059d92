using System.Diagnostics.CodeAnalysis;
using System.Globalization;

/// <summary>What the command line says.</summary>
internal sealed record Arguments(int Port, string Runtime, string DataDirectory, string? StaticDirectory)
{
    public const string Usage = """
        Usage: Server [--port 3000] [--runtime local|docker] [--data DIR] [--static DIR]

          --port PORT      where it listens, on 127.0.0.1; 0 for a free one
          --runtime NAME   where actions run: on this machine (local) or in containers (docker)
          --data DIR       where sessions and workspaces are kept (openhands-data)
          --static DIR     another web page instead of its own

        From the environment:
          LLM_MODEL, LLM_API_KEY, LLM_BASE_URL   the model that agents ask; clients may name their own
          LLM_DISABLE_VISION                     false for a model that takes images
          OPENHANDS_ACCESS_KEY                   what clients must know to connect
          OPENHANDS_IMAGE                        the image of containers

        Leaves with 0 when it is interrupted, 1 when it cannot start, 2 when it is called wrongly.
        """;

    /// <summary>Whether somebody asks how it is called.</summary>
    public static bool WantHelp(string[] args) => args.Contains("-h") || args.Contains("--help");

    /// <summary>Reads the command line.</summary>
    /// <returns>Whether it can be understood; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryRead(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = new Arguments(3000, "local", Path.Combine(Environment.CurrentDirectory, "openhands-data"), null);
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            problem = arguments.Take(args[i], value, out arguments);
            if (problem is not null)
            {
                arguments = null;
                return false;
            }
        }

        problem = null;
        return true;
    }

    private string? Take(string name, string value, out Arguments result)
    {
        result = this;
        switch (name)
        {
            case "--port" or "--runtime" or "--data" or "--static" when value.Length == 0:
                return $"{name} wants a value.";
            case "--port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535:
                result = this with { Port = port };
                return null;
            case "--port":
                return $"--port wants a number from 0 to 65535, not '{value}'. With 0 a free one is chosen.";
            case "--runtime" when value is "local" or "docker":
                result = this with { Runtime = value };
                return null;
            case "--runtime":
                return $"There is no runtime '{value}'. Choose local or docker.";
            case "--data":
                result = this with { DataDirectory = Path.GetFullPath(value) };
                return null;
            case "--static" when Directory.Exists(value):
                result = this with { StaticDirectory = Path.GetFullPath(value) };
                return null;
            case "--static":
                return $"--static wants a directory; there is none at '{value}'.";
            default:
                return $"There is no argument '{name}'.";
        }
    }
}
