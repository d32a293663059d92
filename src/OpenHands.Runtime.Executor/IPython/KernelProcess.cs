using System.Text;
using OpenHands.Execution.Processes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.IPython;

/// <summary>The process of a kernel, from its start to its end.</summary>
internal sealed class KernelProcess : IDisposable
{
    // Where the kernel's program expects them.
    private const int CapturedDescriptor = 3;
    private const int ReadyDescriptor = 4;
    private const int LifelineDescriptor = 5;

    private const int MostLastWords = 4096;

    private readonly ChildProcess _process;
    private readonly FileDescriptor _captured;
    private readonly FileDescriptor _ready;
    private readonly FileDescriptor _lifeline;
    private readonly TaskCompletionSource<string> _interpreter = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private long _processKey;
    private long _readyKey;
    private bool _isDisposed;

    private KernelProcess(ChildProcess process, FileDescriptor captured, FileDescriptor ready, FileDescriptor lifeline)
    {
        _process = process;
        _captured = captured;
        _ready = ready;
        _lifeline = lifeline;
    }

    /// <summary>Process, process group and session id.</summary>
    public int Pid => _process.Pid;

    /// <summary>The path of its Python, known when its sockets are there; empty when it ended before.</summary>
    public Task<string> Interpreter => _interpreter.Task;

    /// <summary>Its exit code; 128 + n when signal n ended it.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Where it is now, without links; <see langword="null"/> when it is gone, or may not be looked at.</summary>
    public string? WorkingDirectory
    {
        get
        {
            const string Deleted = " (deleted)";
            var directory = ProcessTable.TryReadLink($"/proc/{Pid}/cwd");
            return directory?.EndsWith(Deleted, StringComparison.Ordinal) == true && !Directory.Exists(directory) ? directory[..^Deleted.Length] : directory;
        }
    }

    /// <summary>Starts a kernel.</summary>
    /// <exception cref="IOException">Python cannot be started; the message says why.</exception>
    public static KernelProcess Start(string python, KernelFiles files, IReadOnlyDictionary<string, string> environment, string workingDirectory)
    {
        using var nothing = FileDescriptor.Own(Libc.Open("/dev/null", Libc.ReadWrite | Libc.CloseOnExec, 0), "open /dev/null");
        var (capturedRead, capturedWrite) = FileDescriptor.Pipe();
        var (readyRead, readyWrite) = FileDescriptor.Pipe();
        var (lifelineRead, lifelineWrite) = FileDescriptor.Pipe();
        try
        {
            readyRead.SetNonBlocking();
            var child = ChildProcess.Start(
                python,
                [python, files.ProgramPath, files.ConnectionFile],
                environment,
                workingDirectory,
                terminalPath: null,
                [
                    (0, nothing.Number),
                    (1, capturedWrite.Number),
                    (2, capturedWrite.Number),
                    (CapturedDescriptor, capturedRead.Number),
                    (ReadyDescriptor, readyWrite.Number),
                    (LifelineDescriptor, lifelineRead.Number),
                ]);
            var process = new KernelProcess(child, capturedRead, readyRead, lifelineWrite);
            process.Watch();
            return process;
        }
        catch
        {
            capturedRead.Dispose();
            readyRead.Dispose();
            lifelineWrite.Dispose();
            throw;
        }
        finally
        {
            capturedWrite.Dispose();
            readyWrite.Dispose();
            lifelineRead.Dispose();
        }
    }

    /// <summary>Signals the kernel and what it runs in the foreground.</summary>
    public void Signal(Signal signal)
    {
        if (!_ended.Task.IsCompleted)
        {
            ProcessTable.Signal(-Pid, signal);
        }
    }

    /// <summary>Kills the kernel with everything below it.</summary>
    public void Kill()
    {
        ProcessTable.Descendants(Pid).ForEach(pid => ProcessTable.Signal(pid, Processes.Signal.Kill));
        Signal(Processes.Signal.Kill);
    }

    /// <summary>What it wrote to its descriptors and nobody has read. Only after its end: it reads them itself.</summary>
    public string TakeLastWords()
    {
        lock (_gate)
        {
            var words = new List<byte>();
            Span<byte> buffer = stackalloc byte[4096];
            while (!_isDisposed && _captured.HasUnreadBytes)
            {
                words.AddRange(buffer[.._captured.Read(buffer)]);
                if (words.Count > MostLastWords)
                {
                    words.RemoveRange(0, words.Count - MostLastWords);
                }
            }

            return Encoding.UTF8.GetString([.. words]);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            TerminalPoller.Shared.Unwatch(_processKey, _process.Handle);
            TerminalPoller.Shared.Unwatch(_readyKey, _ready);
            _process.Dispose();
            _ready.Dispose();
            _captured.Dispose();
            _lifeline.Dispose();
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            _readyKey = TerminalPoller.Shared.Watch(_ready, OnReady);
            _processKey = TerminalPoller.Shared.Watch(_process.Handle, OnEnded);
        }
    }

    private void OnReady()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            Span<byte> buffer = stackalloc byte[4096];
            var count = _ready.Read(buffer);
            if (count < 0)
            {
                return;
            }

            TerminalPoller.Shared.Unwatch(_readyKey, _ready);
            if (count > 0)
            {
                _interpreter.TrySetResult(Encoding.UTF8.GetString(buffer[..count]).TrimEnd('\n'));
            }
        }
    }

    private void OnEnded()
    {
        lock (_gate)
        {
            if (_isDisposed || !_process.TryGetExitCode(out var exitCode))
            {
                return;
            }

            TerminalPoller.Shared.Unwatch(_processKey, _process.Handle);
            _ended.TrySetResult(exitCode);
            _interpreter.TrySetResult("");
        }
    }
}
