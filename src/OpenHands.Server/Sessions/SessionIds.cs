using System.Text.RegularExpressions;

namespace OpenHands.Server;

/// <summary>What a session may be called: names that are good for folders, labels and logs.</summary>
internal static partial class SessionIds
{
    public static string New() => Guid.NewGuid().ToString();

    public static bool IsValid(string sessionId) => Pattern().IsMatch(sessionId);

    /// <exception cref="ArgumentException">The id has other characters, or is too long.</exception>
    public static void ThrowIfInvalid(string sessionId)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        if (!IsValid(sessionId))
        {
            throw new ArgumentException("A session id is 1 to 128 letters, digits, '-' and '_', of ASCII, and begins with a letter, a digit or '_'.", nameof(sessionId));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
