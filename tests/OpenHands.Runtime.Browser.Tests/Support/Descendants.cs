using System.Globalization;
using System.Runtime.InteropServices;

namespace OpenHands.Browsing.Tests.Support;

/// <summary>The processes that this test program started, and those that they started.</summary>
internal static partial class Descendants
{
    private const int KillSignal = 9;
    private const int StopSignal = 19;

    /// <summary>The command lines of those that live, by process id.</summary>
    public static IReadOnlyDictionary<int, string> All()
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Read($"{directory}/stat") is { Length: > 0 } stat)
            {
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                parents[pid] = fields[0] is "Z" or "X" ? 0 : int.Parse(fields[1], CultureInfo.InvariantCulture);
            }
        }

        return parents.Keys.Where(IsOurs).ToDictionary(pid => pid, pid => Read($"/proc/{pid}/cmdline").Replace('\0', ' '));

        bool IsOurs(int pid)
        {
            while (parents.TryGetValue(pid, out var parent) && parent > 1)
            {
                if (parent == Environment.ProcessId)
                {
                    return true;
                }

                pid = parent;
            }

            return false;
        }
    }

    /// <summary>Kills those whose command line is meant.</summary>
    public static void Kill(Predicate<string> isMeant) => Signal(isMeant, KillSignal);

    /// <summary>Has those whose command line is meant stand still.</summary>
    public static void Stop(Predicate<string> isMeant) => Signal(isMeant, StopSignal);

    private static void Signal(Predicate<string> isMeant, int signal)
    {
        var meant = All().Where(process => isMeant(process.Value)).Select(process => process.Key).ToArray();
        Assert.That(meant, Is.Not.Empty);
        foreach (var pid in meant)
        {
            _ = SendSignal(pid, signal);
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
