namespace OpenHands.Testing;

/// <summary>What a test expects of an observation. Each returns the observation, so that expectations can be chained.</summary>
/// <remarks>All of them throw a <see cref="RuntimeAssertionException"/> that shows the observation.</remarks>
public static class ObservationAssertions
{
    /// <summary>Expects an observation of a kind.</summary>
    public static TObservation ShouldBe<TObservation>(this Observation observation)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(observation);
        return observation as TObservation ?? throw Failure($"a {typeof(TObservation).Name}", observation);
    }

    /// <summary>Expects that it went well: a command ended with exit code 0, a page was loaded, anything else is no error and was not refused.</summary>
    public static TObservation ShouldSucceed<TObservation>(this TObservation observation)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(observation);
        return HasSucceeded(observation) ? observation : throw Failure("success", observation);
    }

    /// <summary>Expects that it did not go well.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="exitCode">The exit code that a command should have; <see langword="null"/> for any but 0.</param>
    public static TObservation ShouldFail<TObservation>(this TObservation observation, int? exitCode = null)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(observation);
        return exitCode is { } code
            ? observation is CmdOutputObservation run && run.ExitCode == code ? observation : throw Failure($"exit code {code}", observation)
            : HasSucceeded(observation) ? throw Failure("failure", observation) : observation;
    }

    /// <summary>Expects that its content holds a text.</summary>
    public static TObservation ShouldPrint<TObservation>(this TObservation observation, string text)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(text);
        return observation.Content.Contains(text, StringComparison.Ordinal) ? observation : throw Failure($"content with {Summary.Quote(text)}", observation);
    }

    /// <summary>Expects that its content is exactly a text.</summary>
    public static TObservation ShouldPrintExactly<TObservation>(this TObservation observation, string text)
        where TObservation : Observation
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(text);
        return observation.Content == text
            ? observation
            : throw new RuntimeAssertionException($"Expected another content of {Summary.Of(observation)}.\n{TextDifference.Describe(text, observation.Content)}");
    }

    private static bool HasSucceeded(Observation observation) => observation switch
    {
        CmdOutputObservation run => run is { ExitCode: 0, Status: CommandStatus.Completed },
        BrowserOutputObservation browser => !browser.Error,
        ErrorObservation or UserRejectObservation => false,
        _ => true,
    };

    private static RuntimeAssertionException Failure(string expected, Observation observation) =>
        new($"Expected {expected}, but it was {observation.GetType().Name}: {Summary.Of(observation)}.");
}
