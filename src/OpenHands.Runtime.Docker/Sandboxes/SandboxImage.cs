namespace OpenHands.Docker;

/// <summary>Makes sure that the engine has the image.</summary>
internal static class SandboxImage
{
    private static readonly TimeSpan s_betweenReports = TimeSpan.FromSeconds(1);

    /// <summary>Fetches the image when the options say so.</summary>
    /// <param name="shared">Where it is needed.</param>
    /// <param name="options">Which, and when.</param>
    /// <param name="onPhase">Is told how far it is, at most once a second.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id of the image.</returns>
    /// <exception cref="RuntimeStartException">There is none.</exception>
    public static async Task<string> EnsureAsync(SharedEngine shared, DockerRuntimeOptions options, Action<string, string> onPhase, TimeProvider time, CancellationToken cancellationToken)
    {
        var engine = shared.Engine;
        try
        {
            await shared.CheckAsync(cancellationToken).ConfigureAwait(false);
            return await EnsureAsync(engine, options, onPhase, time, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException failure)
        {
            throw StartFailures.Explain(failure, engine.Endpoint, options, SandboxSpec.NameOf(options.SessionId));
        }
    }

    private static async Task<string> EnsureAsync(IContainerEngine engine, DockerRuntimeOptions options, Action<string, string> onPhase, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.PullPolicy != DockerPullPolicy.Always && await engine.FindImageAsync(options.Image, cancellationToken).ConfigureAwait(false) is { } id)
        {
            return id;
        }

        if (options.PullPolicy == DockerPullPolicy.Never)
        {
            throw StartFailures.NoImage(options, engine.Endpoint, $", and {nameof(DockerRuntimeOptions.PullPolicy)} is Never.", null);
        }

        onPhase("pulling_image", $"Fetching image {options.Image}.");
        using var timer = new CancellationTokenSource(options.PullTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var report = new Report(options.Image, onPhase, time);
        try
        {
            await engine.PullImageAsync(WithTag(options.Image), options.Credentials, report.Add, either.Token).ConfigureAwait(false);
            return await engine.FindImageAsync(options.Image, either.Token).ConfigureAwait(false)
                ?? throw StartFailures.NoImage(options, engine.Endpoint, ", though it was fetched just now.", null);
        }
        catch (EngineException exception) when (exception.Failure is not (EngineFailure.Unreachable or EngineFailure.DiskFull))
        {
            throw StartFailures.NoImage(options, engine.Endpoint, $", and it could not be fetched: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RuntimeStartException(
                $"Image {options.Image} was not fetched within {options.PullTimeout} ({report.Sentence}). Raise {nameof(DockerRuntimeOptions.PullTimeout)}, or fetch it beforehand (docker pull).", exception);
        }
    }

    // Without a tag the engine would fetch every tag there is.
    private static string WithTag(string image) => image.Contains('@') || image.LastIndexOf(':') > image.LastIndexOf('/') ? image : $"{image}:latest";

    /// <summary>Sums up the layers, and does not tell every one of thousands of messages.</summary>
    private sealed class Report(string image, Action<string, string> onPhase, TimeProvider time)
    {
        private readonly Dictionary<string, (long Current, long Total)> _layers = new(StringComparer.Ordinal);
        private long? _told;

        public string Sentence => $"{Megabytes(_layers.Values.Sum(layer => layer.Current))} of {Megabytes(_layers.Values.Sum(layer => layer.Total))} in {_layers.Count} layers";

        public void Add(PullProgress progress)
        {
            if (progress.Total <= 0 || progress.Layer.Length == 0 || !progress.Status.StartsWith("Download", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }

            _layers[progress.Layer] = (progress.Current, progress.Total);
            if (_told is not { } told || time.GetElapsedTime(told) >= s_betweenReports)
            {
                _told = time.GetTimestamp();
                onPhase("pulling_image", $"Fetching image {image}: {Sentence}.");
            }
        }

        private static string Megabytes(long bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
    }
}
