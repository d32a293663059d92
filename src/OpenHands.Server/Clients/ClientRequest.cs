namespace OpenHands.Server.Clients;

/// <summary>What a client asked for when it connected.</summary>
/// <param name="FromId">The first event that it has yet to get.</param>
/// <param name="Features">Frames beyond those of 0.9.3.</param>
/// <param name="Refusals">What it asked for and cannot have, as sentences.</param>
internal sealed record ClientRequest(long FromId, ClientFeatures Features, IReadOnlyList<string> Refusals)
{
    // By their names on the wire.
    private static readonly Dictionary<string, ClientFeatures> s_features =
        Enum.GetValues<ClientFeatures>().Where(feature => feature != ClientFeatures.None).ToDictionary(feature => feature.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>What can be asked for: the names of <see cref="ClientFeatures"/> on the wire, in their order.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. s_features.Keys];

    /// <summary>Reads the query of the address.</summary>
    /// <param name="latestEventId">Id of the last event the client has, as text.</param>
    /// <param name="features">Words, with commas between them.</param>
    /// <returns>The request; <see langword="null"/> when the id is no number.</returns>
    public static ClientRequest? Read(string? latestEventId, string? features)
    {
        var latest = -1L;
        if (!string.IsNullOrEmpty(latestEventId) && !long.TryParse(latestEventId, System.Globalization.NumberStyles.AllowLeadingSign, null, out latest))
        {
            return null;
        }

        var wanted = ClientFeatures.None;
        var refusals = new List<string>();
        foreach (var word in (features ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(16))
        {
            if (s_features.TryGetValue(word, out var feature))
            {
                wanted |= feature;
            }
            else
            {
                refusals.Add($"There is no feature '{(word.Length > 40 ? word[..40] : word)}'. There are {List(Words)}.");
            }
        }

        return new ClientRequest(latest is < -1 or long.MaxValue ? 0 : latest + 1, wanted, refusals);
    }

    /// <summary>Words as a sentence lists them.</summary>
    public static string List(IReadOnlyList<string> words) => $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";
}
