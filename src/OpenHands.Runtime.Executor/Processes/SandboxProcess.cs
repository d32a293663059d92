using System.IO.Pipes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Processes;

/// <summary>One program on three pipes, from its start to the end of everything it started.</summary>
internal sealed class SandboxProcess : ISandboxProcess
{
    // In the environment of everything that the program starts.
    private const string MarkerName = "OPENHANDS_PROCESS";

    private readonly ChildProcess _process;
    private readonly string _marker;
    private readonly Action<SandboxProcess> _onDisposed;
    private readonly TaskCompletionSource<int> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private long _watch;
    private bool _hasEnded;
    private Task? _disposal;

    private SandboxProcess(ChildProcess process, string marker, Stream input, Stream output, Stream error, Action<SandboxProcess> onDisposed)
    {
        _process = process;
        _marker = marker;
        _onDisposed = onDisposed;
        Input = input;
        Output = output;
        ErrorOutput = new TailStream(error);
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream ErrorOutput { get; }

    public Task<int> Completion => _completion.Task;

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">It cannot be started; the message names it and the reason.</exception>
    public static SandboxProcess Start(
        string path, SandboxCommand command, Dictionary<string, string> environment, string directory, int? oomScoreAdjustment, Action<SandboxProcess> onDisposed)
    {
        var id = Guid.NewGuid().ToString("N");
        environment[MarkerName] = id;
        var (inputRead, inputWrite) = FileDescriptor.Pipe();
        var (outputRead, outputWrite) = FileDescriptor.Pipe();
        var (errorRead, errorWrite) = FileDescriptor.Pipe();
        try
        {
            var child = ChildProcess.Start(
                path,
                [command.Program, .. command.Arguments],
                environment,
                directory,
                terminalPath: null,
                [(0, inputRead.Number), (1, outputWrite.Number), (2, errorWrite.Number)]);
            if (oomScoreAdjustment is { } score)
            {
                ProcessTable.AdjustOomScore(child.Pid, score);
            }

            var process = new SandboxProcess(
                child,
                $"{MarkerName}={id}",
                new AnonymousPipeClientStream(PipeDirection.Out, inputWrite.Release()),
                new AnonymousPipeClientStream(PipeDirection.In, outputRead.Release()),
                new AnonymousPipeClientStream(PipeDirection.In, errorRead.Release()),
                onDisposed);
            process.Watch();
            return process;
        }
        finally
        {
            inputRead.Dispose();
            inputWrite.Dispose();
            outputRead.Dispose();
            outputWrite.Dispose();
            errorRead.Dispose();
            errorWrite.Dispose();
        }
    }

    /// <summary>Kills the program and everything that it started.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= Task.Run(KillAsync));
        }
    }

    private async Task KillAsync()
    {
        try
        {
            KillTree();
            await ProcessSweeper.Shared.KillAsync(_marker).ConfigureAwait(false);
            await _completion.Task.ConfigureAwait(false);
            await Input.DisposeAsync().ConfigureAwait(false);
            await Output.DisposeAsync().ConfigureAwait(false);
            await ErrorOutput.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _onDisposed(this);
        }
    }

    // A process that cleaned its environment is found by its parent only, and while that lives.
    private void KillTree()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            // The program first: it must not see what it waits for end, and go on.
            var descendants = ProcessTable.Descendants(_process.Pid);
            ProcessTable.Signal(_process.Pid, Signal.Kill);
            descendants.ForEach(pid => ProcessTable.Signal(pid, Signal.Kill));
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            _watch = TerminalPoller.Shared.Watch(_process.Handle, OnEnded);
        }
    }

    private void OnEnded()
    {
        lock (_gate)
        {
            // Its number may be another process's as soon as it is collected.
            if (_hasEnded || !_process.TryGetExitCode(out var exitCode))
            {
                return;
            }

            _hasEnded = true;
            TerminalPoller.Shared.Unwatch(_watch, _process.Handle);
            _process.Dispose();
            _completion.TrySetResult(exitCode);
        }
    }
}
