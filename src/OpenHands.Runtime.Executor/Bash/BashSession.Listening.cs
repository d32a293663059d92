using Microsoft.Extensions.Logging;

namespace OpenHands.Execution.Bash;

// What the shell says. Called on the poller's thread.
internal sealed partial class BashSession : IShellListener
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
            _workingDirectory = _shell?.VerifyDirectory(completion.WorkingDirectory) ?? _workingDirectory;
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

    [LoggerMessage(LogLevel.Information, "The shell ended with exit code {ExitCode}; the next command starts a fresh one.")]
    private partial void LogShellEnded(int exitCode);
}
