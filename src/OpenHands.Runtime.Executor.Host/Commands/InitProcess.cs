using System.Runtime.InteropServices;

namespace OpenHands.Execution.Host;

/// <summary>The first process of a sandbox: starts the host as a child, collects every orphan, hands signals on.</summary>
/// <remarks>
/// The host cannot collect orphans itself: it would take the exit codes of processes that other parts of it wait for.
/// </remarks>
internal static unsafe class InitProcess
{
    public static int Run(string[] arguments)
    {
        var path = Environment.ProcessPath ?? "/proc/self/exe";
        var pid = Native.Start(path, [path, "serve", .. arguments], LaunchCommand.CurrentEnvironment());
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => HandOn(context, pid, 15));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => HandOn(context, pid, 2));
        return CollectUntilEnded(pid);
    }

    private static void HandOn(PosixSignalContext context, int pid, int signal)
    {
        context.Cancel = true;
        _ = Native.Kill(pid, signal);
    }

    private static int CollectUntilEnded(int host)
    {
        while (true)
        {
            int status;
            var pid = Native.WaitForChild(-1, &status, 0);
            if (pid == host)
            {
                return (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
            }

            if (pid < 0 && Marshal.GetLastPInvokeError() == Native.NoSuchChild)
            {
                return Usage.Failure;
            }
        }
    }
}
