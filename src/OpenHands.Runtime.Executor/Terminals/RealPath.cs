using System.Runtime.InteropServices;

namespace OpenHands.Execution.Terminals;

/// <summary>Where links lead. Asked after every command, so by the shortest way.</summary>
internal static unsafe class RealPath
{
    private const int LongestPath = 4096;
    private const int ExecutePermission = 1; // X_OK

    /// <summary>The path without links, <c>.</c> and <c>..</c>; <see langword="null"/> when there is nothing there.</summary>
    public static string? Of(string path)
    {
        var buffer = stackalloc byte[LongestPath];
        return path.Length > 0 && Libc.RealPath(path, buffer) != null ? Marshal.PtrToStringUTF8((nint)buffer) : null;
    }

    /// <summary>What a link says; <see langword="null"/> when it is none, or may not be read.</summary>
    public static string? OfLink(string path)
    {
        var buffer = stackalloc byte[LongestPath];
        var length = Libc.ReadLink(path, buffer, LongestPath);
        return length < 0 ? null : Marshal.PtrToStringUTF8((nint)buffer, (int)length);
    }

    /// <summary>Whether there is a program that this process may execute.</summary>
    public static bool IsExecutable(string path) => Libc.Access(path, ExecutePermission) == 0;
}
