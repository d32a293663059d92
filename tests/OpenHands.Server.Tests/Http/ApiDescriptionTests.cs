using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using OpenHands.Server.Files;
using OpenHands.Server.Http;
using OpenHands.Server.Mcp;
using OpenHands.Server.Security;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Http;

/// <summary>The document of the HTTP interface, against the endpoints that there are and the documents for people.</summary>
internal sealed partial class ApiDescriptionTests
{
    // For people with a browser, for clients that look for this very document, and answers to what is no endpoint.
    private static readonly string[] s_leftOut =
        ["* /api/options/{**path}", "* /api/{**path}", "DELETE /api/security/{path}", "GET /api/security/{path}", "GET /login", "GET /openapi/{documentName}.json", "POST /api/security/{path}", "POST /login", "PUT /api/security/{path}"];

    private static readonly JsonSerializerContext[] s_contexts = [ServerJsonContext.Default, FileJsonContext.Default, SecurityJsonContext.Default, RpcJsonContext.Default];

    private ServerUnderTest _server = null!;
    private ApiDescription _description = null!;

    private IEnumerable<RouteEndpoint> Endpoints => _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<ServerEndpoint>() is not null);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await EverythingServer.StartAsync();
        using var http = _server.CreateHttp();
        _description = await ApiDescription.ReadAsync(http);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void It_has_every_endpoint_of_the_server_and_no_other()
    {
        var (described, leftOut) = (new List<string>(), new List<string>());
        foreach (var endpoint in Endpoints)
        {
            (IsLeftOut(endpoint) ? leftOut : described).AddRange(Routes(endpoint));
        }

        Assert.That(_description.Operations.Select(operation => operation.Route), Is.EquivalentTo(described));
        Assert.That(leftOut.Order(StringComparer.Ordinal), Is.EqualTo(s_leftOut));
    }

    [Test]
    public void A_reader_of_the_standard_finds_nothing_wrong_in_it()
    {
        var read = OpenApiDocument.Parse(_description.Json.ToJsonString(), "json");

        Assert.That(read.Diagnostic!.Errors.Concat(read.Diagnostic.Warnings).Select(problem => $"{problem.Pointer}: {problem.Message}"), Is.Empty);
        Assert.That(read.Document!.Servers!.Single().Url, Is.EqualTo(_server.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Test]
    public void Every_operation_says_what_it_is_takes_and_answers()
    {
        var tags = _description.Json["tags"]!.AsArray().Where(tag => tag!["description"] is not null).Select(tag => (string)tag!["name"]!).ToHashSet(StringComparer.Ordinal);
        var operations = _description.Operations.ToList();

        Assert.That(operations.Select(operation => (string?)operation.Json["operationId"]), Is.Unique.And.All.Matches<string>(id => IdPattern().IsMatch(id ?? "")));
        Assert.Multiple(() =>
        {
            foreach (var operation in operations)
            {
                Assert.That((string?)operation.Json["summary"], Does.EndWith(".").And.Not.Contain("  "), operation.Route);
                Assert.That(operation.Json["tags"]!.AsArray().Select(tag => (string)tag!), Is.Not.Empty.And.SubsetOf(tags), operation.Route);
                Assert.That(operation.Parameters.Select(parameter => (string?)parameter["description"]), Is.All.EndsWith("."), operation.Route);
                Assert.That(operation.Json["responses"]!.AsObject().Select(response => (string?)response.Value!["description"]), Is.All.EndsWith("."), operation.Route);
                Assert.That(operation.Statuses, Has.Some.LessThan(300), operation.Route);
                Assert.That(operation.Statuses, Has.Some.GreaterThanOrEqualTo(400), operation.Route);
            }
        });
    }

    [Test]
    public void Every_reference_leads_somewhere_and_everything_there_is_referred_to()
    {
        var references = References(_description.Json).ToHashSet(StringComparer.Ordinal);
        var schemas = _description.Json["components"]!["schemas"]!.AsObject().Select(schema => $"#/components/schemas/{schema.Key}");

        Assert.That(references.Where(reference => _description.Resolve(reference) is null), Is.Empty);
        Assert.That(schemas.Where(schema => !references.Contains(schema)), Is.Empty);
    }

    [Test]
    public void Shapes_are_known_without_reflection()
    {
        var described = Endpoints.SelectMany(endpoint => endpoint.Metadata.OfType<AnswerDescription>().Select(answer => answer.Type).Concat(endpoint.Metadata.OfType<BodyDescription>().Select(body => body.Type)))
            .OfType<Type>().Where(type => type != typeof(void)).Distinct();

        Assert.That(described.Where(type => !s_contexts.Any(context => context.GetTypeInfo(type) is not null)), Is.Empty);
    }

    [Test]
    public async Task An_applications_own_rules_for_json_change_neither_it_nor_the_answers()
    {
        await using var other = await EverythingServer.StartAsync(services: services => services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.KebabCaseUpper;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        }));
        using var http = other.CreateHttp();

        var description = await ApiDescription.ReadAsync(http);
        var alive = await http.GetStringAsync("/alive");

        Assert.That(JsonNode.DeepEquals(description.Json["components"], _description.Json["components"]), Is.True, description.Json["components"]!.ToJsonString());
        Assert.That(alive, Is.EqualTo("""{"status":"ok"}"""));
    }

    [Test]
    public async Task The_tables_of_routes_for_people_have_the_same()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var server = text[text.IndexOf("\n## The server\n", StringComparison.Ordinal)..];
        var rows = server.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split(" | ")[0]);

        var written = rows.SelectMany(row => RoutePattern().Matches(row)).Select(match => match.Groups["route"].Value);

        Assert.That(written, Is.EquivalentTo(_description.Operations.Select(operation => operation.Route).Concat(["GET /login", "POST /login", "GET /openapi/openhands.json"])));
    }

    private static bool IsLeftOut(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription == true;

    // A client has no use for HEAD, and asks for CONNECT by itself where HTTP/2 wants it.
    private static IEnumerable<string> Routes(RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]).Where(method => method is not ("HEAD" or "CONNECT"))
        .Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}");

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member is { Key: "$ref", Value: JsonValue reference } ? [(string)reference!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    [GeneratedRegex("^[a-z][A-Za-z0-9]+$")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"`(?<route>[A-Z]+ /[^`?\s]*)[^`]*`")]
    private static partial Regex RoutePattern();
}
