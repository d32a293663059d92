namespace OpenHands.Execution.Bash;

// Where the shell is, and where it is to go.
internal sealed partial class BashSession
{
    private string _workingDirectory;
    private string? _directoryToEnter;

    /// <summary>The shell's directory after the last command, or the one that its next command begins in.</summary>
    public string WorkingDirectory
    {
        get
        {
            lock (_gate)
            {
                return _workingDirectory;
            }
        }
    }

    /// <summary>Has the next command begin in another directory, as if the user had said <c>cd</c>. One that runs now is left alone.</summary>
    /// <param name="directory">An absolute path. If it is gone by then, the shell stays where it is.</param>
    public void FollowTo(string directory)
    {
        lock (_gate)
        {
            _directoryToEnter = directory;
            _workingDirectory = directory;
        }
    }

    // In an || list a failure is nothing to set -e and trap ERR.
    private string EnterDirectory()
    {
        var directory = _directoryToEnter;
        _directoryToEnter = null;
        return directory is null ? "" : $"builtin cd -- {Quote(directory)} 2>/dev/null||builtin :;";
    }

    // A command that was already running when the shell was told to go elsewhere does not undo that.
    private void SetDirectory(string directory)
    {
        if (_directoryToEnter is null)
        {
            _workingDirectory = directory;
        }
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
