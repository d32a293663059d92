using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands.Agents.Tools;

/// <summary>What the tools of one runtime share: the way to it, which leads past the analyzer and the one who approves.</summary>
internal sealed class ToolSession
{
    private readonly Runtime _runtime;
    private readonly AgentToolOptions _options;
    private readonly ConfirmationPolicy _policy;
    private readonly LimitedAnalyzer _analyzer;

    public ToolSession(Runtime runtime, AgentToolOptions options)
    {
        _runtime = runtime;
        _options = options.Copy();
        _policy = options.ConfirmationPolicy ?? ConfirmationPolicy.Always;
        var logger = runtime.Events.Secrets.Mask((ILogger?)options.LoggerFactory?.CreateLogger<ToolSession>() ?? NullLogger.Instance);
        _analyzer = new LimitedAnalyzer(options.SecurityAnalyzer, options.AnalysisTimeout, logger, TimeProvider.System);
    }

    /// <summary>The limits.</summary>
    public AgentToolOptions Options => _options;

    /// <summary>Whether a text that was read may show a marker where the file has a secret.</summary>
    public bool MayHideSecretsIn(ReadOnlySpan<char> text) => !_runtime.Events.Secrets.IsEmpty && text.Contains(SecretMasker.Marker, StringComparison.Ordinal);

    /// <summary>Executes an action unless it is refused.</summary>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="onOutput">Gets what it prints while it runs.</param>
    /// <exception cref="ToolFailureException">It was refused.</exception>
    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken, Action<OutputChunk>? onOutput = null)
    {
        var risk = await _analyzer.AnalyzeAsync(action, cancellationToken).ConfigureAwait(false);
        var isApproved = _options.Approve is not { } approve
            || !_policy.NeedsConfirmation(risk)
            || await approve(action, risk, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();

        var judged = action is IConfirmable confirmable
            ? confirmable.WithConfirmation(isApproved ? ConfirmationStatus.Confirmed : ConfirmationStatus.Rejected, risk)
            : action;
        var observation = onOutput is null
            ? await _runtime.ExecuteAsync(judged, cancellationToken).ConfigureAwait(false)
            : await FollowAsync(judged, onOutput, cancellationToken).ConfigureAwait(false);
        if (!isApproved || observation is UserRejectObservation)
        {
            throw new ToolFailureException(
                $"The user refused this {action.ActionType} action, so nothing was done. Do not ask for the same again: choose another way, or ask the user what to do.");
        }

        // A file that was not read because of the cancellation is an observation too.
        cancellationToken.ThrowIfCancellationRequested();
        return observation;
    }

    /// <summary>Executes an action that has one kind of good answer.</summary>
    /// <exception cref="ToolFailureException">It was refused, or the runtime answered something else.</exception>
    public async Task<TObservation> ExecuteAsync<TObservation>(AgentAction action, CancellationToken cancellationToken, Action<OutputChunk>? onOutput = null)
        where TObservation : Observation
    {
        var observation = await ExecuteAsync(action, cancellationToken, onOutput).ConfigureAwait(false);
        return observation as TObservation ?? throw new ToolFailureException(ResultText.Shorten(observation.Content, _options.MaxResultLength, "Nothing more is kept."));
    }

    private async Task<Observation> FollowAsync(AgentAction action, Action<OutputChunk> onOutput, CancellationToken cancellationToken)
    {
        Observation? observation = null;
        await foreach (var update in _runtime.StreamAsync(action, cancellationToken).ConfigureAwait(false))
        {
            switch (update)
            {
                case ExecutionUpdate.Output output:
                    onOutput(output.Chunk);
                    break;
                case ExecutionUpdate.Completed completed:
                    observation = completed.Observation;
                    break;
            }
        }

        return observation ?? throw new InvalidOperationException("The runtime ended a stream without an observation.");
    }
}
