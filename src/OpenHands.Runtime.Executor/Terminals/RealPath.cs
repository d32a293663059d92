using System.Runtime.InteropServices;

namespace OpenHands.Execution.Terminals;

/// <summary>Paths with every link followed.</summary>
internal static unsafe class RealPath
{
    private const int LongestPath = 4096;

    /// <summary>The path without links, <c>.</c> and <c>..</c>; <see langword="null"/> when there is nothing there.</summary>
    public static string? Of(string path)
    {
        var buffer = stackalloc byte[LongestPath];
        return path.Length > 0 && Libc.RealPath(path, buffer) != null ? Marshal.PtrToStringUTF8((nint)buffer) : null;
    }
}
