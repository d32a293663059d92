namespace OpenHands.Local.Tests.Golden;

/// <summary>A runtime that answers as the recorder's fake did, and notes what it was asked.</summary>
internal sealed class RecordedRuntime(Events.EventStream? events = null) : Runtime(new RuntimeOptions(), events, loggerFactory: null, timeProvider: null)
{
    public List<AgentAction> Calls { get; } = [];

    public override string Name => "recorded";

    public override string WorkspacePath => "/workspace";

    protected override Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken) => Task.FromResult<IActionExecutor>(new Executor(Calls));

    private sealed class Executor(List<AgentAction> calls) : IActionExecutor
    {
        public RuntimeCapabilities Capabilities { get; } = new() { Actions = ["run", "read", "run_ipython"], Isolation = IsolationLevel.None };

        public Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
        {
            calls.Add(action);
            return Task.FromResult<Observation>(action switch
            {
                CmdRunAction run => new CmdOutputObservation(run.Command) { Content = "out" },
                FileReadAction read => new FileReadObservation(read.Path) { Content = "c" },
                _ => throw new NotSupportedException(action.ActionType),
            });
        }

        public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
