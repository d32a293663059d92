using System.Buffers;
using System.Globalization;
using System.Text;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Processes;

/// <summary>What <c>/proc</c> says about the processes of this machine. Processes that end while we look are simply not there.</summary>
internal static class ProcessTable
{
    // Each leaves the processor to whoever needs it, as a process in the middle of its exec does.
    private const int MostLooks = 2_000;

    // Hundredths of a second. Older processes without an environment are those that want none.
    private const int Young = 200;

    /// <summary>Sends a signal. A process that is gone, or not ours to signal, is left alone.</summary>
    public static void Signal(int pid, Signal signal) => _ = Libc.Kill(pid, (int)signal);

    /// <summary>Every process below a process, parents before children.</summary>
    public static List<int> Descendants(int pid)
    {
        var found = new List<int>();
        var parents = new Queue<int>([pid]);
        while (parents.TryDequeue(out var parent))
        {
            foreach (var child in Children(parent))
            {
                found.Add(child);
                parents.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>Every process whose environment holds one of the markers, each a whole <c>NAME=value</c>.</summary>
    /// <remarks>
    /// An environment is inherited through <c>setsid</c>, double forks and <c>nohup</c>, where parent and session are lost. A process that
    /// cleans its environment is found by its parent only.
    /// </remarks>
    public static List<int> WithEnvironment(IReadOnlyCollection<byte[]> markers)
    {
        var found = new List<int>();
        var empty = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid != Environment.ProcessId)
            {
                Sort(pid, markers, found, empty);
            }
        }

        // For a moment in the middle of exec a process has no environment, neither the old nor the new.
        for (var look = 0; look < MostLooks && empty.Count > 0; look++)
        {
            Thread.Yield();
            var again = empty;
            empty = [];
            again.ForEach(pid => Sort(pid, markers, found, empty));
        }

        return found;
    }

    /// <summary>The value of a variable in the environment that a process was started with; <see langword="null"/> when it has none.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="variable"><c>NAME=</c>.</param>
    public static string? EnvironmentValue(int pid, byte[] variable) => ReadEnvironment($"/proc/{pid}/environ", environment =>
    {
        for (var rest = environment; !rest.IsEmpty;)
        {
            var length = rest.IndexOf((byte)0);
            var entry = length < 0 ? rest : rest[..length];
            if (entry.StartsWith(variable))
            {
                return Encoding.UTF8.GetString(entry[variable.Length..]);
            }

            rest = rest[Math.Min(rest.Length, entry.Length + 1)..];
        }

        return null;
    });

    /// <summary>The parent of a process, or 0.</summary>
    public static int ParentOf(int pid) => (int)StatField(pid, 1);

    /// <summary>The process group of a process, or 0.</summary>
    public static int GroupOf(int pid) => (int)StatField(pid, 2);

    /// <summary>When a process started, in hundredths of a second since the machine did; 0 when it is gone.</summary>
    public static long StartOf(int pid) => StatField(pid, 19);

    /// <summary>The time now, on the clock of <see cref="StartOf"/>.</summary>
    public static long Now()
    {
        var uptime = TryRead("/proc/uptime");
        return double.TryParse(uptime.AsSpan(0, Math.Max(0, uptime.IndexOf(' ', StringComparison.Ordinal))), CultureInfo.InvariantCulture, out var seconds)
            ? (long)(seconds * 100)
            : 0;
    }

    /// <summary>A small file as text; empty when it cannot be read.</summary>
    public static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Where a link leads, as it is written; <see langword="null"/> when it cannot be read.</summary>
    public static string? TryReadLink(string path) => RealPath.OfLink(path);

    // pid (name) state ppid pgrp …; the name may hold anything, so count from its end.
    private static long StatField(int pid, int index)
    {
        var stat = TryRead($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > index && long.TryParse(fields[index], NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    private static IEnumerable<int> Children(int pid)
    {
        foreach (var thread in ThreadsOf(pid))
        {
            foreach (var child in TryRead($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                yield return int.Parse(child, CultureInfo.InvariantCulture);
            }
        }
    }

    private static string[] ThreadsOf(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Kernel threads and processes that have ended have no program, and so no environment to come.
    private static void Sort(int pid, IReadOnlyCollection<byte[]> markers, List<int> found, List<int> empty)
    {
        var (isEmpty, isFound) = ReadEnvironment($"/proc/{pid}/environ", environment => (environment.IsEmpty, HoldsAny(environment, markers)));
        if (isFound)
        {
            found.Add(pid);
        }
        else if (isEmpty && Now() - StartOf(pid) < Young && TryReadLink($"/proc/{pid}/exe") is not null)
        {
            empty.Add(pid);
        }
    }

    private static bool HoldsAny(ReadOnlySpan<byte> environment, IReadOnlyCollection<byte[]> markers)
    {
        foreach (var marker in markers)
        {
            if (environment.IndexOf(marker) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static TResult? ReadEnvironment<TResult>(string environFile, Func<ReadOnlySpan<byte>, TResult> look)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            using var file = File.OpenHandle(environFile);
            var length = 0;
            int count;
            while ((count = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0)
            {
                length += count;
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return look(buffer.AsSpan(0, length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
