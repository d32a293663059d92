using System.Collections;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Processes;

/// <summary>The programs that run beside the shell of one executor. Safe for concurrent use.</summary>
internal sealed class SandboxProcesses(string workspacePath) : IAsyncDisposable
{
    private const int MayExecute = 1; // X_OK
    private const string DefaultSearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    // What programs need to work at all. Anything else may be a secret, and is for those who are given it by name.
    private static readonly HashSet<string> s_handedOn = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _environment = Ordinary(Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal));
    private readonly HashSet<SandboxProcess> _running = [];
    private bool _isDisposed;

    /// <summary>Takes over those of the variables that every program is given, for later ones.</summary>
    public void SetEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        lock (_gate)
        {
            foreach (var (name, value) in Ordinary(variables))
            {
                _environment[name] = value;
            }
        }
    }

    public Task<ISandboxProcess> StartAsync(SandboxCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.ThrowIfInvalid();
        return Task.Run<ISandboxProcess>(() => Start(command), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        SandboxProcess[] running;
        lock (_gate)
        {
            _isDisposed = true;
            running = [.. _running];
        }

        await Task.WhenAll(running.Select(process => process.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private SandboxProcess Start(SandboxCommand command)
    {
        var directory = SandboxPath.Resolve(command.WorkingDirectory ?? "", workspacePath);
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"The program '{command.Program}' cannot be started in {directory}: there is no such directory.");
        }

        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new RuntimeUnavailableException($"The executor was stopped; the program '{command.Program}' was not started.");
            }

            var environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal) { ["PWD"] = directory };
            foreach (var (name, value) in command.Environment)
            {
                environment[name] = value;
            }

            var program = Find(command.Program, directory, environment.GetValueOrDefault("PATH", DefaultSearchPath));
            var process = SandboxProcess.Start(program, command, environment, directory, Forget);
            _running.Add(process);
            return process;
        }
    }

    private void Forget(SandboxProcess process)
    {
        lock (_gate)
        {
            _running.Remove(process);
        }
    }

    private static string Find(string program, string directory, string searchPath)
    {
        if (program.Contains('/'))
        {
            var path = SandboxPath.Resolve(program, directory);
            return File.Exists(path) ? path : throw new FileNotFoundException($"The program {path} does not exist.", path);
        }

        return searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(place => SandboxPath.Resolve(program, SandboxPath.Resolve(place, directory)))
            .FirstOrDefault(path => File.Exists(path) && Libc.Access(path, MayExecute) == 0)
            ?? throw new FileNotFoundException($"The program '{program}' is not on the PATH of the sandbox ({searchPath}). Install it, or name it by its path.", program);
    }

    private static Dictionary<string, string> Ordinary(IReadOnlyDictionary<string, string> variables) => variables
        .Where(variable => s_handedOn.Contains(variable.Key) || variable.Key.StartsWith("LC_", StringComparison.Ordinal))
        .ToDictionary(StringComparer.Ordinal);
}
