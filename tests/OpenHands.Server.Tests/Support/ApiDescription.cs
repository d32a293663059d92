using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Support;

/// <summary>What a server says of its own HTTP interface.</summary>
internal sealed class ApiDescription
{
    private ApiDescription(JsonObject json) => Json = json;

    public JsonObject Json { get; }

    public IEnumerable<ApiOperation> Operations =>
        from path in Json["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select new ApiOperation(this, operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    public static async Task<ApiDescription> ReadAsync(HttpClient http) => new((await http.GetFromJsonAsync<JsonObject>("/openapi/openhands.json"))!);

    public ApiOperation Find(string method, string path) => Operations.Single(operation => operation.Method == method && operation.Path == path);

    /// <summary>What a <c>$ref</c> leads to; <see langword="null"/> for nothing.</summary>
    public JsonNode? Resolve(string reference) => reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)Json, (node, name) => node?[name]);
}

/// <summary>One endpoint in it.</summary>
internal sealed record ApiOperation(ApiDescription Document, string Method, string Path, JsonObject Json)
{
    public string Route => $"{Method} {Path}";

    public IEnumerable<int> Statuses => Json["responses"]!.AsObject().Select(response => int.Parse(response.Key, null));

    public IEnumerable<JsonNode> Parameters => Json["parameters"]?.AsArray().OfType<JsonNode>() ?? [];

    public bool Wants(string scheme) => Json["security"]?.AsArray().Any(way => way!.AsObject().ContainsKey(scheme)) == true;

    /// <summary>A request with nothing but its address.</summary>
    public HttpRequestMessage Bare() => new(new HttpMethod(Method), Path);

    /// <summary>What is wrong with an answer, going by what is said of the operation; nothing when it is as described.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (Json["responses"]![$"{status}"] is not { } response)
        {
            return [$"{Route}: {status} is not described"];
        }

        if (response["headers"]?.AsObject().FirstOrDefault(header => !answer.Headers.Contains(header.Key)) is { Key: { } missing })
        {
            return [$"{Route}: {status} is without the header {missing}"];
        }

        var type = answer.Content.Headers.ContentType?.MediaType;
        if (response["content"] is not { } content)
        {
            return type is null ? [] : [$"{Route}: {status} is described without a body and has one of {type}"];
        }

        if (content[type ?? ""] is not { } described)
        {
            return [$"{Route}: {status} is not described as {type}"];
        }

        return type == "application/json"
            ? [.. new SchemaCheck(Document).Problems(described["schema"]!, JsonNode.Parse(await answer.Content.ReadAsStringAsync()), $"{Route} {status}")]
            : [];
    }
}
