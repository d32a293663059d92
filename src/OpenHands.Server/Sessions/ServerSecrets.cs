namespace OpenHands.Server;

/// <summary>What the server keeps to itself: the keys of its models, the key that clients must know, and what signs tokens.</summary>
/// <remarks>A command may come upon them, in the environment or in a file of the server. Whoever reads the session sees a mark.</remarks>
internal sealed class ServerSecrets(IEnumerable<string?> values)
{
    private readonly IReadOnlyList<string> _values = [.. values.OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Has them masked from now on.</summary>
    public void RegisterWith(SecretMasker secrets)
    {
        foreach (var value in _values)
        {
            secrets.TryRegister(value);
        }
    }
}
