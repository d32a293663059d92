using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Http;

/// <summary>What the server says of its HTTP interface, against what it does.</summary>
internal sealed class ApiDescriptionTruthTests
{
    [Test]
    public async Task A_token_is_asked_for_exactly_where_it_is_said()
    {
        await using var server = await EverythingServer.StartAsync();
        using var http = server.CreateHttp();
        var description = await ApiDescription.ReadAsync(http);

        foreach (var operation in description.Operations)
        {
            using var request = operation.Bare();
            using var answer = await http.SendAsync(request);

            Assert.That(answer.StatusCode == HttpStatusCode.Unauthorized, Is.EqualTo(operation.Wants("bearer")), operation.Route);
            Assert.That(await operation.ProblemsAsync(answer), Is.Empty);
        }
    }

    [Test]
    public async Task The_key_is_asked_for_exactly_where_it_is_said()
    {
        await using var server = await EverythingServer.StartAsync(options => options.AccessKey = EverythingServer.Key);
        using var with = server.CreateHttp();
        using var without = server.CreateHttp();
        with.DefaultRequestHeaders.Add("X-Session-API-Key", EverythingServer.Key);
        var description = await ApiDescription.ReadAsync(with);

        foreach (var operation in description.Operations)
        {
            using var refused = await without.SendAsync(operation.Bare());
            using var served = await with.SendAsync(operation.Bare());

            Assert.That(refused.StatusCode == HttpStatusCode.Forbidden, Is.EqualTo(operation.Wants("key")), operation.Route);
            Assert.That(served.StatusCode, Is.Not.EqualTo(HttpStatusCode.Forbidden), operation.Route);
            Assert.That(await operation.ProblemsAsync(refused), Is.Empty);
            Assert.That(await operation.ProblemsAsync(served), Is.Empty);
        }
    }

    [Test]
    public async Task Who_asks_too_much_is_refused_everywhere_as_described()
    {
        await using var server = await EverythingServer.StartAsync(options => options.RequestsPerSecond = 1, services => services.AddSingleton<TimeProvider>(new FakeTimeProvider()));
        using var http = server.CreateHttp();
        var description = await ApiDescription.ReadAsync(http);
        while ((await http.GetAsync("/alive")).StatusCode == HttpStatusCode.OK)
        {
        }

        foreach (var operation in description.Operations)
        {
            using var answer = await http.SendAsync(operation.Bare());

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests), operation.Route);
            Assert.That(await operation.ProblemsAsync(answer), Is.Empty);
        }
    }

    [Test]
    public async Task A_request_without_what_is_required_is_refused_as_described()
    {
        await using var server = await WorkspaceServer.StartAsync();
        var description = await ApiDescription.ReadAsync(server.Http);
        var demanding = description.Operations.Where(operation => operation.Json["requestBody"] is not null || operation.Parameters.Any(parameter => (bool?)parameter["required"] == true)).ToList();

        Assert.That(demanding.Select(operation => operation.Path), Is.SupersetOf((string[])["/api/select-file", "/api/save-file", "/api/upload-files", "/api/submit-feedback"]));
        foreach (var operation in demanding)
        {
            using var answer = await server.Http.SendAsync(operation.Bare());

            Assert.That((int)answer.StatusCode, Is.InRange(400, 499), operation.Route);
            Assert.That(await operation.ProblemsAsync(answer), Is.Empty);
        }
    }

    [TestCase("GET", "/alive", 200)]
    [TestCase("GET", "/health", 200)]
    [TestCase("GET", "/api/sessions", 200)]
    [TestCase("GET", "/api/session", 200)]
    [TestCase("GET", "/api/root_task", 200)]
    [TestCase("GET", "/api/defaults", 200)]
    [TestCase("GET", "/api/options/models", 200)]
    [TestCase("GET", "/api/options/agents", 200)]
    [TestCase("GET", "/api/options/security-analyzers", 200)]
    [TestCase("GET", "/api/list-files", 200)]
    [TestCase("GET", "/api/list-files?path=missing", 200)]
    [TestCase("GET", "/api/select-file?file=a.txt", 200)]
    [TestCase("GET", "/api/select-file?file=missing.txt", 404)]
    [TestCase("GET", "/api/select-file?file=../../etc/passwd", 403)]
    [TestCase("GET", "/api/select-file?file=binary", 415)]
    [TestCase("GET", "/api/zip-directory", 200)]
    [TestCase("GET", "/api/zip-directory?path=missing", 404)]
    [TestCase("POST", "/api/save-file", 200, """{"filePath":"b.txt","content":"B"}""")]
    [TestCase("POST", "/api/save-file", 413, "large")]
    [TestCase("POST", "/api/submit-feedback", 503, """{"version":"1","email":"a@b.c","token":"t","feedback":"positive","permissions":"private","trajectory":[{}]}""")]
    [TestCase("POST", "/api/submit-feedback", 413, "large")]
    [TestCase("GET", "/api/security/policy", 200)]
    [TestCase("POST", "/api/security/policy", 400, """{"policy":"{}"}""")]
    [TestCase("POST", "/api/security/policy", 413, "large")]
    [TestCase("GET", "/api/security/settings", 200)]
    [TestCase("POST", "/api/security/settings", 200, """{"RISK_SEVERITY":2}""")]
    [TestCase("GET", "/api/security/export-trace", 200)]
    [TestCase("GET", "/ws", 426)]
    [TestCase("GET", "/ws?latest_event_id=x", 426)]
    [TestCase("DELETE", "/api/session", 204)]
    public async Task An_answer_has_the_described_shape(string method, string address, int status, string? body = null)
    {
        await using var server = await WorkspaceServer.StartAsync(settings: """{"SECURITY_ANALYZER":"rules"}""");
        server.Write("a.txt", "A");
        await File.WriteAllBytesAsync(server.PathOf("binary"), [0xff, 0xfe, 0x00]);
        await server.Client.RunAsync("echo traced");
        await server.Client.ReceiveUntilAsync(frame => (string?)frame["observation"] == "run");
        var description = await ApiDescription.ReadAsync(server.Http);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Content = body is null ? null : body == "large" ? new ByteArrayContent(new byte[70 * 1024 * 1024]) : new StringContent(body);
        if (request.Content is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.ExpectContinue = true;
        }

        using var answer = await server.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await description.Find(method, address.Split('?')[0]).ProblemsAsync(answer), Is.Empty);
    }

    [Test]
    public async Task A_policy_that_was_read_is_taken_back_as_described()
    {
        await using var server = await WorkspaceServer.StartAsync(settings: """{"SECURITY_ANALYZER":"rules"}""");
        var operation = (await ApiDescription.ReadAsync(server.Http)).Find("POST", "/api/security/policy");
        using var policy = new StringContent(await server.Http.GetStringAsync("/api/security/policy"));

        using var answer = await server.Http.PostAsync("/api/security/policy", policy);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await operation.ProblemsAsync(answer), Is.Empty);
    }

    [TestCase("/api/save-file", """{"filePath":"b.txt","content":"B"}""", 200)]
    [TestCase("/api/submit-feedback", "{}", 422)]
    public async Task A_body_that_is_not_called_json_is_answered_as_described(string path, string body, int status)
    {
        await using var server = await WorkspaceServer.StartAsync();
        var operation = (await ApiDescription.ReadAsync(server.Http)).Find("POST", path);
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");

        using var answer = await server.Http.PostAsync(path, content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await operation.ProblemsAsync(answer), Is.Empty);
    }

    [TestCase("a.txt", 200)]
    [TestCase("a.exe", 400)]
    public async Task An_upload_is_answered_in_the_described_shape(string name, int status)
    {
        await using var server = await WorkspaceServer.StartAsync(files => files.AllowedExtensions.Add(".txt"));
        var description = await ApiDescription.ReadAsync(server.Http);
        var form = description.Find("POST", "/api/upload-files").Json["requestBody"]!["content"]!["multipart/form-data"]!["schema"]!["properties"]!.AsObject();
        using var content = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("A")), form.Single().Key, name } };

        using var answer = await server.Http.PostAsync("/api/upload-files", content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        Assert.That(await description.Find("POST", "/api/upload-files").ProblemsAsync(answer), Is.Empty);
    }
}
