using Microsoft.Extensions.Logging;

namespace OpenHands.Execution.Bash;

// The shell's life and what it tells, on the poller's thread.
internal sealed partial class BashSession
{
    void IShellListener.OnOutput(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _lastActivity = _time.GetTimestamp();
            (_output ??= new OutputCapture(_settings.Output)).Append(bytes);
            _call?.Chunker?.Append(bytes);
        }
    }

    void IShellListener.OnCompleted(CommandCompletion completion)
    {
        lock (_gate)
        {
            SetDirectory(_shell?.VerifyDirectory(completion.WorkingDirectory) ?? _workingDirectory);
            _searchPath = completion.SearchPath;
            if (completion.Id == 0)
            {
                _ready.TrySetResult();
            }
            else if (_command?.Id == completion.Id)
            {
                _lastExitCode = completion.ExitCode;
                EndCommand(CommandStatus.Completed, completion.ExitCode);
            }
        }
    }

    void IShellListener.OnEnded(int exitCode)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _shell?.Dispose();
            _shell = null;
            _lastExitCode = 0;
            LogShellEnded(exitCode);
            if (!_ready.Task.IsCompleted)
            {
                var said = _output?.ToText().Trim();
                _ready.TrySetException(new IOException($"{_settings.Program} ended with exit code {exitCode} before it took a command. It said: {said}"));
            }

            EndCommand(CommandStatus.ShellEnded, exitCode);
        }
    }

    private void StartShell()
    {
        var directory = Directory.Exists(_workingDirectory) ? _workingDirectory : _settings.WorkspacePath;
        _workingDirectory = directory;
        _directoryToEnter = null;
        _newVariables.Clear();
        _shell = ShellProcess.Start(new ShellStart(_settings.Program, directory, _environment, _settings.OomScoreAdjustment), this);
        LogShellStarted(_shell.Pid);
    }

    [LoggerMessage(LogLevel.Debug, "Shell {Pid} started.")]
    private partial void LogShellStarted(int pid);

    [LoggerMessage(LogLevel.Debug, "Shell {Pid} was gone before it took a command.")]
    private partial void LogShellGone(int pid);

    [LoggerMessage(LogLevel.Information, "The shell ended with exit code {ExitCode}; the next command starts a fresh one.")]
    private partial void LogShellEnded(int exitCode);

    [LoggerMessage(LogLevel.Warning, "A command ignored SIGINT, SIGTERM and SIGKILL to its processes; its shell {Pid} was killed.")]
    private partial void LogShellKilled(int pid);
}
