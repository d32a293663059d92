using OpenHands.Events;

namespace OpenHands.Testing;

/// <summary>What a test expects of events: a history, or what a stream holds.</summary>
/// <remarks>All of them throw a <see cref="RuntimeAssertionException"/> that shows the events.</remarks>
public static class EventAssertions
{
    private const int MostShown = 50;

    /// <summary>Expects that every runnable action has exactly one observation that names it as its cause.</summary>
    public static IReadOnlyList<AgentEvent> ShouldBeAnswered(this IReadOnlyList<AgentEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var answers = events.OfType<Observation>().CountBy(observation => observation.Cause ?? AgentEvent.Unassigned).ToDictionary();
        var wrong = events.OfType<AgentAction>()
            .Where(action => action.IsRunnable)
            .Select(action => (Action: action, Answers: answers.GetValueOrDefault(action.Id)))
            .Where(turn => turn.Answers != 1)
            .Select(turn => $"  {turn.Action.Id}: {Summary.Of(turn.Action)} has {(turn.Answers == 0 ? "no answer" : $"{turn.Answers} answers")}")
            .ToArray();
        return wrong.Length == 0
            ? events
            : throw new RuntimeAssertionException($"Expected one answer to every action.\n{string.Join('\n', wrong)}\n{Show(events)}");
    }

    /// <summary>Expects that every runnable action on a stream has exactly one observation that names it as its cause.</summary>
    public static async Task ShouldBeAnsweredAsync(this EventStream events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var all = await events.ReadAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        all.ShouldBeAnswered();
    }

    /// <summary>Expects an event of a kind.</summary>
    /// <param name="events">The events.</param>
    /// <param name="where">Which one; <see langword="null"/> for any of that kind.</param>
    /// <returns>The first one.</returns>
    public static TEvent ShouldContain<TEvent>(this IReadOnlyList<AgentEvent> events, Func<TEvent, bool>? where = null)
        where TEvent : AgentEvent
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.OfType<TEvent>().FirstOrDefault(happened => where is null || where(happened))
            ?? throw new RuntimeAssertionException($"Expected {(where is null ? "a" : "a matching")} {typeof(TEvent).Name}, but there is none.\n{Show(events)}");
    }

    private static string Show(IReadOnlyList<AgentEvent> events) =>
        string.Join('\n', events.TakeLast(MostShown)
            .Select(happened => $"  {happened.Id}: {Summary.Of(happened)}")
            .Prepend(events.Count > MostShown ? $"The last {MostShown} of {events.Count} events:" : $"There are {events.Count} events:"));
}
