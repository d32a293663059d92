using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Plugins;

/// <summary>The first line that a plugin's process prints: <c>{"hello": {…}}</c>.</summary>
internal sealed record PluginHello
{
    private const int Version = 1;

    [JsonPropertyName("version")]
    public int ProtocolVersion { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string>? Actions { get; init; }

    public string? Documentation { get; init; }

    /// <summary>Reads the line.</summary>
    /// <exception cref="JsonException">It is no hello.</exception>
    public static PluginHello Parse(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, PluginJsonContext.Default.PluginGreeting)?.Hello ?? throw new JsonException("It has no member 'hello'.");

    /// <summary>Throws when it is not the hello of the plugin that was started.</summary>
    /// <exception cref="InvalidOperationException">The message says what differs.</exception>
    public void ThrowIfUnlike(string name, IReadOnlyCollection<string> actions)
    {
        if (ProtocolVersion != Version)
        {
            throw new InvalidOperationException($"The process of the plugin '{name}' speaks version {ProtocolVersion} of the protocol; it must be {Version}.");
        }

        if (Name != name)
        {
            throw new InvalidOperationException($"The process of the plugin '{name}' calls itself '{Name}'. Use one name in both places.");
        }

        var missing = actions.Except(Actions ?? [], StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidOperationException($"The process of the plugin '{name}' does not handle {string.Join(", ", missing.Select(word => $"'{word}'"))}; it says that it handles {string.Join(", ", Actions ?? [])}.");
        }
    }
}
