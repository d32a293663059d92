using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OpenHands.Server.Mcp;

namespace OpenHands.Server.Tests.Support;

/// <summary>Posts messages of the protocol as they are, where a proper client would not.</summary>
internal sealed class RawMcpClient(Uri address) : IDisposable
{
    public const string Initialize = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
        """;

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private string? _session;

    public async Task InitializeAsync()
    {
        using var response = await SendAsync(Initialize);
        _session = response.Headers.GetValues(McpEndpoint.SessionHeader).Single();
        await PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
    }

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(body, headers);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (!headers.Any(header => header.Name == "Accept"))
        {
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        }

        if (_session is not null)
        {
            request.Headers.Add(McpEndpoint.SessionHeader, _session);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }
}
