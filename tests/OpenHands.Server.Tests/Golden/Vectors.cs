using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Golden;

/// <summary>The recorded answers of OpenHands 0.9.3.</summary>
internal static class Vectors
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static JsonNode Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")))!;

    /// <summary>A frame without what differs from run to run; see <see cref="WebSocketDifferences.Everywhere"/>.</summary>
    public static string Normalize(JsonObject frame)
    {
        var copy = frame.DeepClone().AsObject();
        foreach (var key in new[] { "id", "timestamp", "cause", "timeout" })
        {
            copy.Remove(key);
        }

        if (copy.ContainsKey("token"))
        {
            copy["token"] = "<TOKEN>";
        }

        return copy.ToJsonString(s_readable);
    }

    /// <summary>A recorded request, with a token in the place of its own.</summary>
    public static HttpRequestMessage Request(JsonObject recorded, string token)
    {
        var request = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), (string)recorded["path"]!);
        if ((string?)recorded["auth"] is { } auth)
        {
            request.Headers.TryAddWithoutValidation("Authorization", auth.Replace("<TOKEN>", token, StringComparison.Ordinal).Replace(" (no Bearer prefix)", "", StringComparison.Ordinal));
        }

        if (recorded["json"] is { } json)
        {
            request.Content = new StringContent(json.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        }

        return request;
    }

    /// <summary>Whether a body is the recorded one: as JSON, where that is some.</summary>
    public static bool Same(JsonNode recorded, string body) => recorded is JsonValue ? (string)recorded! == body : JsonNode.DeepEquals(recorded, JsonNode.Parse(body));
}
