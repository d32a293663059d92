using System.Text;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Testing;

/// <summary>A session of a real runtime, to be replayed by <see cref="FakeRuntime.Replay"/>.</summary>
/// <remarks>Immutable. Secrets that were masked when it was recorded stay masked.</remarks>
public sealed class Recording
{
    private Recording(IReadOnlyList<AgentEvent> events)
    {
        Events = events;
        Turns = Pair(events);
    }

    /// <summary>All that was recorded, in order.</summary>
    public IReadOnlyList<AgentEvent> Events { get; }

    /// <summary>The actions that the sandbox executed, in order, with their answers. Messages, rejected actions and the like are not among them.</summary>
    public IReadOnlyList<RecordedTurn> Turns { get; }

    /// <summary>A recording of events that are at hand.</summary>
    public static Recording Of(IEnumerable<AgentEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new Recording([.. events]);
    }

    /// <summary>A recording of what a stream holds now.</summary>
    /// <exception cref="EventStoreException">A stored event cannot be read.</exception>
    public static async Task<Recording> ReadAsync(EventStream events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new Recording(await events.ReadAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Loads a file of events, one line of JSON each: one that <see cref="SaveAsync"/> wrote, or the <c>events.jsonl</c> of a session.</summary>
    /// <param name="path">The file.</param>
    /// <param name="serializer">Knows the event types; <see langword="null"/> for the built-in ones.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="EventFormatException">A line is no event; the message names the file and the line.</exception>
    public static async Task<Recording> LoadAsync(string path, EventSerializer? serializer = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        serializer ??= EventSerializer.Default;
        var events = new List<AgentEvent>();
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            number++;

            // A session that is still open has space reserved behind its last event; one that is stored begins with a header.
            var text = line.Trim('\0', ' ');
            if (text.Length == 0 || (number == 1 && text.StartsWith("{\"format\":", StringComparison.Ordinal)))
            {
                continue;
            }

            try
            {
                events.Add(serializer.Read(text));
            }
            catch (EventFormatException exception)
            {
                throw new EventFormatException($"{path}, line {number}: {exception.Message}", exception);
            }
        }

        return new Recording(events);
    }

    /// <summary>Saves the recording as a file that a test can keep beside it, one line of JSON for each event.</summary>
    /// <param name="path">The file; replaced when it is there.</param>
    /// <param name="serializer">Knows the event types; <see langword="null"/> for the built-in ones.</param>
    /// <param name="cancellationToken">Ends the saving; the file is then incomplete.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="EventFormatException">An event's type is not registered.</exception>
    public Task SaveAsync(string path, EventSerializer? serializer = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        serializer ??= EventSerializer.Default;
        return File.WriteAllTextAsync(path, string.Concat(Events.Select(happened => $"{serializer.ToJson(happened)}\n")), new UTF8Encoding(false), cancellationToken);
    }

    private static RecordedTurn[] Pair(IReadOnlyList<AgentEvent> events)
    {
        var answers = events.OfType<Observation>()
            .Where(observation => observation.Cause is not null)
            .DistinctBy(observation => observation.Cause)
            .ToDictionary(observation => observation.Cause!.Value);
        return [.. events.OfType<AgentAction>()
            .Where(action => action.IsRunnable && action is not IConfirmable { IsConfirmed: not ConfirmationStatus.Confirmed })
            .Select(action => new RecordedTurn(action, answers.TryGetValue(action.Id, out var answer) ? Unstamped(answer) : null))];
    }

    // The new stream stamps it anew.
    private static Observation Unstamped(Observation observation) =>
        observation with { Id = AgentEvent.Unassigned, Timestamp = null, Source = null, Cause = null };
}
