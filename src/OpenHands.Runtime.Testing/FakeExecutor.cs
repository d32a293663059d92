namespace OpenHands.Testing;

/// <summary>The sandbox that is none: a script answers, files are in memory.</summary>
internal sealed class FakeExecutor : IActionExecutor
{
    private readonly FakeRuntimeOptions _options;
    private readonly FakeScript _script;
    private readonly FakeFiles _files;
    private readonly FakeConnection _connection;
    private readonly CallLog _calls;
    private readonly FakeEnvironment _environment;
    private readonly FakePrograms _programs;
    private readonly CancellationTokenSource _stop = new();
    private readonly StepRunner _runner;
    private int _runningCommands;

    public FakeExecutor(
        FakeRuntimeOptions options, FakeScript script, FakeFiles files, FakeConnection connection, CallLog calls, FakeEnvironment environment,
        FakePrograms programs, TimeProvider time)
    {
        _options = options;
        _script = script;
        _files = files;
        _connection = connection;
        _calls = calls;
        _environment = environment;
        _programs = programs;
        _runner = new StepRunner(connection, time, options.Latency, _stop.Token);
        Capabilities = new RuntimeCapabilities
        {
            Actions = [.. options.Actions],
            Isolation = IsolationLevel.Machine,
            StreamsOutput = true,
            StateDirectory = "/var/lib/openhands",
        };
    }

    /// <inheritdoc />
    public RuntimeCapabilities Capabilities { get; }

    /// <inheritdoc />
    public async Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        var call = _calls.Add(action);
        try
        {
            // Runs up to its first wait for the clock: a test that has seen the call may move the clock.
            var answer = AnswerAsync(action, onOutput, cancellationToken);
            _calls.SetUnderWay(call);
            var observation = await answer.ConfigureAwait(false);
            _calls.Complete(call, observation);
            return observation;
        }
        catch (Exception exception)
        {
            _calls.Fail(call, exception);
            throw;
        }
    }

    /// <inheritdoc />
    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        ThrowIfUnreachable(cancellationToken);
        EnvironmentVariables.ThrowIfInvalid(variables);
        _environment.Set(variables);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        ThrowIfUnreachable(cancellationToken);
        return Task.FromResult(_files.List(path));
    }

    /// <inheritdoc />
    public async Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        var bytes = await ReadAsync(content, cancellationToken).ConfigureAwait(false);
        _files.Write(path, bytes.ToArray());
    }

    /// <inheritdoc />
    public async Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default)
    {
        var archive = await ReadAsync(tar, cancellationToken).ConfigureAwait(false);
        _files.Change(tree =>
        {
            FakeArchive.Unpack(tree, _files.Absolute(directory), archive);
            return true;
        });
    }

    /// <inheritdoc />
    public async Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfUnreachable(cancellationToken);
        try
        {
            await destination.WriteAsync(_files.Get(path), cancellationToken).ConfigureAwait(false);
        }
        catch (FakeFileException exception) when (exception.Problem == FileProblem.NotFound)
        {
            throw new FileNotFoundException(exception.Message, path, exception);
        }
    }

    /// <inheritdoc />
    public async Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destinationTar);
        ThrowIfUnreachable(cancellationToken);
        var archive = _files.Change(tree => FakeArchive.Pack(tree, _files.Absolute(path)));
        await destinationTar.WriteAsync(archive, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var lost = _connection.Lost;
        ThrowIfUnreachable(cancellationToken);
        command.ThrowIfInvalid();
        return Task.FromResult<ISandboxProcess>(FakeProcess.Start(command, _programs.Start(command, _options.Unscripted), lost, _stop.Token));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await _stop.CancelAsync().ConfigureAwait(false);

    private async Task<Observation> AnswerAsync(AgentAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        var lost = _connection.Lost;
        _connection.CountAction();
        if (!IsNewCommand(action))
        {
            return await _runner.RunAsync(Find(action), action, onOutput, lost, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            // The promise of every executor.
            return Interlocked.Increment(ref _runningCommands) > 1
                ? new ErrorObservation(
                    $"A command is still running, so this one was not started: {((CmdRunAction)action).Command}\n"
                    + "Send an empty command to wait for more output, text with is_input to answer it, C-c with is_input or ctrl+c to interrupt it.")
                : await _runner.RunAsync(Find(action), action, onOutput, lost, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _runningCommands);
        }
    }

    private static bool IsNewCommand(AgentAction action) =>
        action is CmdRunAction { IsInput: false, Command.Length: > 0 } run && !run.Command.Equals("ctrl+c", StringComparison.OrdinalIgnoreCase);

    private ScriptStep Find(AgentAction action) => _script.Find(action) ?? action switch
    {
        FileReadAction => new ScriptStep((read, _) => Task.FromResult(FileActions.Read(_files, (FileReadAction)read))),
        FileWriteAction => new ScriptStep((write, _) => Task.FromResult(FileActions.Write(_files, (FileWriteAction)write))),
        _ when _options.Unscripted == UnscriptedActions.Succeed => new ScriptStep((any, _) => Task.FromResult(Nothing(any))),
        _ => throw _script.Unscripted(action),
    };

    private static Observation Nothing(AgentAction action) => action switch
    {
        CmdRunAction run => new CmdOutputObservation(run.Command) { Hidden = run.Hidden },
        IPythonRunCellAction cell => new IPythonRunCellObservation(cell.Code),
        BrowseUrlAction browse => new BrowserOutputObservation(browse.Url, ""),
        BrowseInteractiveAction browse => new BrowserOutputObservation("about:blank", "") { LastBrowserAction = browse.BrowserActions },
        _ => new NullObservation(),
    };

    private async Task<MemoryStream> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ThrowIfUnreachable(cancellationToken);
        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        bytes.Position = 0;
        return bytes;
    }

    private void ThrowIfUnreachable(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _connection.ThrowIfLost();
    }
}
