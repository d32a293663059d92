using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenHands.Remote.Tests;

/// <summary>
/// Replays the recorded requests of the 0.9.3 sandbox server that are answered before any runtime is asked, and the uploads. The status must
/// be the recorded one, except where a difference is named.
/// </summary>
public sealed class RecordedHostTests
{
    private static readonly Dictionary<string, (int Status, string Why)> Differences = new(StringComparer.Ordinal)
    {
        ["observation_instead"] = (400, "0.9.3 meant 400 and answered 500."),
        ["upload_relative"] = (400, "0.9.3 meant 400 and answered 500."),
        ["upload_recursive_not_zip"] = (400, "0.9.3 meant 400 and answered 500."),
        ["upload_badzip"] = (400, "What is no archive is the client's mistake, not the server's."),
        ["list_bad_body"] = (422, "A malformed body is answered like every other one."),
    };

    private static readonly string[] Cases =
    [
        "alive", "alive_wrong_method", "unknown_path", "execute_get", "execute_empty_body", "execute_bad_json", "execute_no_action_key", "execute_action_not_object",
        "empty_object", "observation_instead", "unknown_action", "bad_args", "not_runnable_message", "null_action", "finish", "list_bad_body",
        "upload_single", "upload_relative", "upload_recursive_not_zip", "upload_zip", "upload_badzip", "upload_no_file", "upload_traversal_name", "upload_dest_is_file",
    ];

    private static IReadOnlyList<JsonNode> Rows { get; } =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "client", "http.json")))!.AsArray().Select(row => row!)];

    [Test]
    public async Task Every_recorded_request_is_answered_with_its_status_or_a_named_other_one()
    {
        await using var host = await TestHost.StartAsync();
        await File.WriteAllTextAsync(host.PathOf("t.txt"), "");
        var met = new List<string>();
        foreach (var row in Rows.Where(row => Cases.Contains(row["case"]!.GetValue<string>())))
        {
            var name = row["case"]!.GetValue<string>();
            var recorded = row["status"]!.GetValue<int>();
            var expected = Differences.TryGetValue(name, out var difference) ? difference.Status : recorded;

            var (status, body) = await host.Http.AnswerAsync(Request(row["request"]!, host.Workspace));

            Assert.That(status, Is.EqualTo(expected), $"{name}: {body?.ToJsonString()}");
            Assert.That(status == 200 || body!["detail"] is not null, name);
            if (status != recorded)
            {
                met.Add(name);
            }

            if (recorded is 404 or 405 || name is "alive")
            {
                var word = recorded == 200 ? "status" : "detail";
                Assert.That(body.Text(word), Is.EqualTo(row["body"].Text(word)), name);
            }
        }

        Assert.That(met, Is.EquivalentTo(Differences.Keys), "A named difference that no row needs.");
        Assert.That(File.Exists(Path.Combine(Path.GetDirectoryName(host.Workspace)!, "evil.txt")), Is.False);
        Assert.That(File.Exists(host.PathOf("up/evil.txt")), Is.True, "Only the last part of a client's file name counts.");
    }

    [Test]
    public void The_recorded_cases_are_there()
    {
        Assert.That(Cases, Is.SubsetOf(Rows.Select(row => row["case"]!.GetValue<string>())));
    }

    private static HttpRequestMessage Request(JsonNode recorded, string workspace)
    {
        var query = recorded["params"] is JsonObject parameters
            ? $"?{string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(Here(pair.Value!.ToString()))}"))}"
            : "";
        var request = new HttpRequestMessage(new HttpMethod(recorded["method"]!.GetValue<string>()), recorded["path"]!.GetValue<string>() + query);
        if (recorded["file_name"]?.GetValue<string>() is { } fileName)
        {
            var content = fileName == "tmp.zip" ? Zip() : Encoding.UTF8.GetBytes("this is no zip archive");
            request.Content = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName } };
        }
        else if (recorded["path"]!.GetValue<string>() == "/upload_file")
        {
            request.Content = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        }
        else if ((recorded["raw_body"]?.GetValue<string>() ?? recorded["json"]?.ToJsonString()) is { } body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;

        string Here(string text) => text.Replace("/workspace", workspace, StringComparison.Ordinal);
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = archive.CreateEntry("dir/x.txt").Open();
            content.Write("zipped"u8);
        }

        return stream.ToArray();
    }
}
