using System.Runtime.InteropServices;

namespace OpenHands.Execution.Host;

/// <summary>The calls into the C library that change what this process is.</summary>
internal static unsafe partial class Native
{
    public const int NoSuchChild = 10; // ECHILD

    private const string Name = "libc";

    [LibraryImport(Name, EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    [LibraryImport(Name, EntryPoint = "setgroups", SetLastError = true)]
    public static partial int SetGroups(nuint count, uint* groups);

    [LibraryImport(Name, EntryPoint = "setgid", SetLastError = true)]
    public static partial int SetGroupId(uint gid);

    [LibraryImport(Name, EntryPoint = "setuid", SetLastError = true)]
    public static partial int SetUserId(uint uid);

    [LibraryImport(Name, EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeDirectory(string path);

    [LibraryImport(Name, EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport(Name, EntryPoint = "execve", SetLastError = true)]
    public static partial int Execute(byte* path, byte** arguments, byte** environment);

    [LibraryImport(Name, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(Name, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitForChild(int pid, int* status, int options);

    /// <summary>The reason of the last failed call, in the system's words.</summary>
    public static string LastError() => Marshal.GetLastPInvokeErrorMessage();

    /// <summary>Replaces this process by a program. Returns only when that failed; <see cref="LastError"/> says why.</summary>
    public static void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        // Never freed: the process is gone, or about to end.
        _ = Execute((byte*)Marshal.StringToCoTaskMemUTF8(path), Strings(arguments), Strings(environment));
    }

    /// <summary>Starts a program as a child.</summary>
    /// <exception cref="RuntimeStartException">It cannot be started.</exception>
    public static int Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        int pid;
        var error = Terminals.Libc.Spawn(&pid, (byte*)Marshal.StringToCoTaskMemUTF8(path), null, null, Strings(arguments), Strings(environment));
        return error == 0 ? pid : throw new RuntimeStartException($"{path} cannot be started: {Terminals.Libc.Describe(error)}.");
    }

    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var array = (byte**)Marshal.AllocCoTaskMem((texts.Count + 1) * sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            array[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        array[texts.Count] = null;
        return array;
    }
}
