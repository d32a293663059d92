using System.Runtime.InteropServices;

namespace OpenHands.Cli;

/// <summary>Turns Ctrl-C and SIGTERM into a cancellation, so that everything the program started ends with it. A second Ctrl-C ends it at once.</summary>
internal sealed class EndOfProgram : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public EndOfProgram(CancellationTokenSource stop)
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

        void Cancel(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }
}
