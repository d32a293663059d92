using System.Collections;
using System.Globalization;

namespace OpenHands.Execution.Host;

/// <summary><c>launch</c>: becomes another account in another directory with other variables, then a program.</summary>
/// <remarks>What <c>su</c> does, for images that have none. Supplementary groups are dropped.</remarks>
internal static class LaunchCommand
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    public static int Run(string[] arguments)
    {
        var environment = Variables();
        uint? uid = null;
        uint? gid = null;
        string? directory = null;
        var i = 0;
        for (; i < arguments.Length && arguments[i] != "--"; i += 2)
        {
            if (i + 1 >= arguments.Length)
            {
                return Usage.Misused($"{arguments[i]} wants a value.");
            }

            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--uid" when TryParse(value, out var number): uid = number; break;
                case "--gid" when TryParse(value, out var number): gid = number; break;
                case "--cwd": directory = value; break;
                case "--env" when value.IndexOf('=') is > 0 and var equals: environment[value[..equals]] = value[(equals + 1)..]; break;
                default: return Usage.Misused($"launch does not know '{arguments[i]} {value}'.");
            }
        }

        var command = arguments[Math.Min(i + 1, arguments.Length)..];
        return command.Length == 0
            ? Usage.Misused("launch wants a program after --.")
            : Become(uid, gid) ?? Enter(directory) ?? Execute(command, environment);
    }

    /// <summary>Becomes an account, in the only order that works: groups first, as root.</summary>
    /// <returns>An exit code when it failed.</returns>
    public static unsafe int? Become(uint? uid, uint? gid)
    {
        if (gid is { } group && (Native.SetGroups(0, null) != 0 || Native.SetGroupId(group) != 0))
        {
            return Usage.Failed($"The group {group} cannot be taken: {Native.LastError()}. That needs root, and a container that keeps its capabilities.");
        }

        return uid is { } user && Native.SetUserId(user) != 0
            ? Usage.Failed($"The account {user} cannot be taken: {Native.LastError()}. That needs root, and a container that keeps its capabilities.")
            : null;
    }

    /// <summary>The environment of this process, as the system takes it.</summary>
    public static string[] CurrentEnvironment() => AsLines(Variables());

    private static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    private static string[] AsLines(Dictionary<string, string> environment) => [.. environment.Select(variable => $"{variable.Key}={variable.Value}")];

    private static int? Enter(string? directory) => directory is not null && Native.ChangeDirectory(directory) != 0
        ? Usage.Failed($"The directory {directory} cannot be entered: {Native.LastError()}.")
        : null;

    private static int Execute(string[] command, Dictionary<string, string> environment)
    {
        var path = command[0].Contains('/')
            ? command[0]
            : environment.GetValueOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").Split(':')
                .Select(directory => Path.Combine(directory, command[0])).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Console.Error.WriteLine($"{command[0]} is not on PATH.");
            return NotFound;
        }

        Native.Execute(path, command, AsLines(environment));
        Console.Error.WriteLine($"{path} cannot be executed: {Native.LastError()}.");
        return NotExecutable;
    }

    private static bool TryParse(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
