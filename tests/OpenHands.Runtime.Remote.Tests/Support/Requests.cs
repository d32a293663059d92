using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenHands.Remote.Tests;

/// <summary>Requests as any client could send them.</summary>
internal static class Requests
{
    public static string Run(string command, int timeout = 30) => new JsonObject
    {
        ["action"] = new JsonObject
        {
            ["action"] = "run",
            ["args"] = new JsonObject { ["command"] = command, ["blocking"] = true, ["keep_prompt"] = false },
            ["timeout"] = timeout,
        },
    }.ToJsonString();

    public static HttpRequestMessage Post(string route, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, route)
        {
            Content = new StringContent(json, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Status and body.</summary>
    public static async Task<(int Status, JsonNode? Body)> AnswerAsync(this HttpClient http, HttpRequestMessage request)
    {
        using (request)
        using (var response = await http.SendAsync(request))
        {
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
        }
    }

    public static Task<(int Status, JsonNode? Body)> PostAsync(this HttpClient http, string route, string json, params (string Name, string Value)[] headers) =>
        http.AnswerAsync(Post(route, json, headers));

    public static string Text(this JsonNode? body, string key) => body![key]!.GetValue<string>();
}
