using System.Diagnostics;
using System.Globalization;

namespace OpenHands.Docker;

/// <summary>Names the process that made a sandbox, so that another one can tell whether it still lives.</summary>
internal static class HostProcess
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    private const string NamespacePath = "/proc/self/ns/pid";

    // Numbers of processes are those of one container, and begin anew with each boot.
    private static readonly string s_place = $"{Environment.MachineName}/{new FileInfo(NamespacePath).LinkTarget}/";
    private static readonly string s_boot = $"{s_place}{BootId()}/";

    /// <summary>This process.</summary>
    public static string Current { get; } = $"{s_boot}{Describe(Environment.ProcessId)}";

    /// <summary>Whether a process that made a sandbox has ended. One that cannot be seen from here counts as living.</summary>
    public static bool HasEnded(string described)
    {
        if (!described.StartsWith(s_place, StringComparison.Ordinal))
        {
            return false;
        }

        if (!described.StartsWith(s_boot, StringComparison.Ordinal))
        {
            return true;
        }

        var process = described[s_boot.Length..];
        return !int.TryParse(process.AsSpan(0, Math.Max(process.IndexOf(':'), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var id) || Describe(id) != process;
    }

    /// <summary>Whether a process is one of this machine that lives.</summary>
    public static bool IsAlive(string described) => described.StartsWith(s_boot, StringComparison.Ordinal) && !HasEnded(described);

    private static string Describe(int id) => string.Create(CultureInfo.InvariantCulture, $"{id}:{StartOf(id)}");

    // Two processes of one number differ in when they began.
    private static string StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "gone";
        }
    }

    private static string BootId()
    {
        try
        {
            return File.Exists(BootIdPath) ? File.ReadAllText(BootIdPath).Trim() : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
