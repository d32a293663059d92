using System.ComponentModel;
using System.Diagnostics;

namespace OpenHands.Tests.Support;

/// <summary>Programs of this machine.</summary>
internal static class Commands
{
    /// <summary>Runs a program. A test that needs one that is not there is skipped and says so.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            await process.WaitForExitAsync().WaitAsync(Patience.Long);
            return process.ExitCode;
        }
        catch (Win32Exception exception)
        {
            Assert.Ignore($"This machine has no '{program}': {exception.Message}");
            throw;
        }
    }
}
