using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.IPython;

/// <summary>IPython as the executor sees it: there, or missing for a reason that has a remedy.</summary>
internal sealed class IPythonHost : IAsyncDisposable
{
    private readonly IPythonSession? _session;
    private readonly IPythonActions? _actions;
    private readonly KernelSettings? _settings;

    private IPythonHost(string missing) => Missing = missing;

    private IPythonHost(KernelSettings settings, IPythonSession session, IPythonActions actions)
    {
        _settings = settings;
        _session = session;
        _actions = actions;
    }

    /// <summary>What is missing and how to get it; <see langword="null"/> when nothing is.</summary>
    public string? Missing { get; }

    /// <summary>Looks for a Python. Starts nothing: that is left to the first cell.</summary>
    public static IPythonHost Create(
        ActionExecutorOptions options, IReadOnlyDictionary<string, string> environment, OutputLimits output, BashSession bash, TimeProvider time,
        ILoggerFactory? loggerFactory)
    {
        if (PythonInterpreter.Find(options.PythonPath, environment, out var missing) is not { } program)
        {
            return new IPythonHost(missing);
        }

        var settings = new KernelSettings
        {
            Program = program,
            StateDirectory = options.StateDirectory,
            Output = output,
            OomScoreAdjustment = options.OomScoreAdjustment,
            MaxCodeBytes = options.MaxCommandBytes,
        };
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<IPythonSession>();
        var session = new IPythonSession(settings, environment, bash, time, logger);
        return new IPythonHost(settings, session, new IPythonActions(session, settings));
    }

    /// <summary>Runs a cell.</summary>
    public Task<Observation> RunAsync(IPythonRunCellAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken) =>
        _actions is null
            ? Task.FromResult<Observation>(new ErrorObservation($"The cell was not run. {Missing}"))
            : _actions.RunAsync(action, onOutput, cancellationToken);

    /// <summary>Sets variables for every later cell.</summary>
    public void SetEnvironment(IReadOnlyDictionary<string, string> variables) => _session?.SetEnvironment(variables);

    /// <summary>Changes how much output is kept where, from the next kernel on.</summary>
    public void Configure(OutputLimits output)
    {
        if (_settings is not null)
        {
            _settings.Output = output;
        }
    }

    public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;
}
