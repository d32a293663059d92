using System.Globalization;

namespace OpenHands.Execution.Host;

/// <summary>The command line of <c>serve</c>.</summary>
internal sealed record ServeArguments
{
    // What 0.9.3 knows by name.
    private static readonly string[] s_plugins = ["jupyter", "agent_skills"];

    public int? Port { get; private set; }

    public string Host { get; private set; } = "127.0.0.1";

    public string? UnixSocket { get; private set; }

    public string WorkingDirectory { get; private set; } = Environment.CurrentDirectory;

    public List<string> Plugins { get; } = [];

    public string? Username { get; private set; }

    public int UserId { get; private set; } = 1000;

    public List<string> AllowedHosts { get; } = [];

    public string? StateDirectory { get; private set; }

    public string Bash { get; private set; } = "bash";

    public long? MaxUploadBytes { get; private set; }

    /// <summary>Reads it.</summary>
    /// <exception cref="ArgumentException">It is wrong; the message says where.</exception>
    public static ServeArguments Parse(string[] arguments)
    {
        var parsed = new ServeArguments();
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--host": parsed.Host = Value(arguments, ref i); break;
                case "--unix-socket": parsed.UnixSocket = Value(arguments, ref i); break;
                case "--working-dir": parsed.WorkingDirectory = Value(arguments, ref i); break;
                case "--username": parsed.Username = Value(arguments, ref i); break;
                case "--user-id": parsed.UserId = (int)Number(arguments, ref i, int.MaxValue); break;
                case "--allowed-host": parsed.AllowedHosts.Add(Value(arguments, ref i)); break;
                case "--state-dir": parsed.StateDirectory = Value(arguments, ref i); break;
                case "--bash": parsed.Bash = Value(arguments, ref i); break;
                case "--max-upload-bytes": parsed.MaxUploadBytes = Number(arguments, ref i, long.MaxValue); break;
                case "--browsergym-eval-env": _ = Value(arguments, ref i); break;
                case "--plugins": parsed.TakePlugins(arguments, ref i); break;
                case var port when parsed.Port is null && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number): parsed.Port = PortOf(number); break;
                default: throw new ArgumentException($"serve does not know '{arguments[i]}'.");
            }
        }

        return parsed;
    }

    private static int PortOf(int number) =>
        number <= 65535 ? number : throw new ArgumentException($"{number} is no port; it must be between 0 and 65535.");

    private static string Value(string[] arguments, ref int i) =>
        ++i < arguments.Length ? arguments[i] : throw new ArgumentException($"{arguments[i - 1]} wants a value.");

    private static long Number(string[] arguments, ref int i, long most)
    {
        var name = arguments[i];
        return long.TryParse(Value(arguments, ref i), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ArgumentException($"{name} wants a whole number, not '{arguments[i]}'.");
    }

    private void TakePlugins(string[] arguments, ref int i)
    {
        while (i + 1 < arguments.Length && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
        {
            var name = arguments[++i];
            if (!s_plugins.Contains(name, StringComparer.Ordinal))
            {
                throw new ArgumentException($"Plugin {name} not found. There are: {string.Join(", ", s_plugins)}.");
            }

            Plugins.Add(name);
        }
    }
}
