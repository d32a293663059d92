namespace OpenHands.Events;

/// <summary>Where one session keeps its files: <c>{root}/sessions/{sid}</c>.</summary>
internal static class SessionFolder
{
    public const string EventFile = "events.jsonl";
    public const string LockFile = "events.lock";

    private const int LongestId = 128;

    public static string AllIn(string rootDirectory) => Path.Combine(Path.GetFullPath(rootDirectory), "sessions");

    /// <exception cref="ArgumentException">The id could name something else than one folder of its own.</exception>
    public static string Of(string rootDirectory, string sessionId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rootDirectory);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        return IsValid(sessionId)
            ? Path.Combine(AllIn(rootDirectory), sessionId)
            : throw new ArgumentException(
                $"A session id is 1 to {LongestId} letters, digits, '-', '_' and '.', of ASCII, and does not begin or end with '.'.", nameof(sessionId));
    }

    public static bool IsValid(string sessionId) =>
        sessionId.Length is > 0 and <= LongestId
        && sessionId[0] != '.'
        && sessionId[^1] != '.'
        && sessionId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
