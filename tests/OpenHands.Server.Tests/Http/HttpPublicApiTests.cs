using System.Text.Encodings.Web;
using System.Text.Json;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Http;

/// <summary>What clients of the HTTP interface can rely on. A change there is a change for them, so it shows as a difference in a file.</summary>
internal sealed class HttpPublicApiTests
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string s_approved = Path.Combine(Repository.Root, "tests", "OpenHands.Server.Tests", "Http", "openapi.approved.json");

    [Test]
    public async Task The_description_of_the_interface_is_the_approved_one()
    {
        await using var server = await EverythingServer.StartAsync(options => options.AccessKey = EverythingServer.Key);
        using var http = server.CreateHttp();
        http.DefaultRequestHeaders.Add("X-Session-API-Key", EverythingServer.Key);
        var description = await ApiDescription.ReadAsync(http);
        description.Json.Remove("servers");
        var actual = description.Json.ToJsonString(s_readable) + "\n";
        if (Environment.GetEnvironmentVariable("ACCEPT_PUBLIC_API") == "1")
        {
            await File.WriteAllTextAsync(s_approved, actual);
        }

        Assert.That(actual, Is.EqualTo(await File.ReadAllTextAsync(s_approved)),
            "The HTTP interface is not the approved one. If that is meant, run ./test.sh --accept-api, look at the difference in tests/OpenHands.Server.Tests/Http/openapi.approved.json and say in CHANGELOG.md what users will notice.");
    }
}
