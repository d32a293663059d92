using System.IO.Compression;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Files;

[TestFixture("local")]
[TestFixture("remote")]
public sealed class FileEndpointTests(string backend)
{
    private static readonly string[] s_outside = ["../x", "/etc/passwd", "a/../../x", "src/../../../etc/passwd", "/", "..", "link/passwd", "deep/link2", "\0"];

    private WorkspaceServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await WorkspaceServer.StartAsync(files => files.MaxEditBytes = 2048, backend: backend);
        _server.Write("deep/large", new string('a', 3000));
        _server.Write("README.md", "hello\r\n");
        _server.Write("src/main.py", "print('ä')");
        _server.Write("src/node_modules/x", "");
        _server.Write("src/.git/config", "");
        _server.Write("src/debug.log", "");
        _server.Write("src/keep.log", "");
        _server.Write("src/.gitignore", "!keep.log");
        _server.Write("ünïcode/ü b.txt", "");
        _server.Write(".gitignore", "*.log\n");
        _server.Write("deep/x", "");
        await File.WriteAllBytesAsync(_server.PathOf("binary"), [0xff, 0xfe, 0x00]);
        File.CreateSymbolicLink(Path.Combine(_server.Root, "link"), "/etc");
        File.CreateSymbolicLink(Path.Combine(_server.Root, "deep/link2"), "/nowhere/x");
        File.CreateSymbolicLink(Path.Combine(_server.Root, "inner"), "src");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("/api/list-files", new[] { "deep/", "inner/", "link/", "src/", "ünïcode/", ".gitignore", "binary", "README.md" })]
    [TestCase("/api/list-files?path=src", new[] { "src/.gitignore", "src/keep.log", "src/main.py" })]
    [TestCase("/api/list-files?path=src%2F", new[] { "src/.gitignore", "src/keep.log", "src/main.py" })]
    [TestCase("/api/list-files?path=%C3%BCn%C3%AFcode%2F", new[] { "ünïcode/ü b.txt" })]
    [TestCase("/api/list-files?path=missing", new string[0])]
    [TestCase("/api/list-files?path=inner", new[] { "inner/.gitignore", "inner/keep.log", "inner/main.py" })]
    public async Task Listings_leave_out_what_nobody_wants_to_see_at_every_level(string path, string[] expected)
    {
        var (status, body) = await _server.GetAsync(path);

        Assert.That(status, Is.EqualTo(200), body);
        Assert.That(JsonNode.Parse(body)!.AsArray().Select(entry => (string)entry!).Where(entry => !entry.StartsWith("saved", StringComparison.Ordinal)), Is.EqualTo(expected));
    }

    [TestCase("README.md", "hello\r\n")]
    [TestCase("src/main.py", "print('ä')")]
    [TestCase("./src/../src//main.py", "print('ä')")]
    [TestCase("inner/main.py", "print('ä')")]
    public async Task A_file_opens_byte_for_byte(string file, string expected)
    {
        var (status, body) = await _server.GetAsync($"/api/select-file?file={Uri.EscapeDataString(file)}");

        Assert.That(status, Is.EqualTo(200), body);
        Assert.That((string?)JsonNode.Parse(body)!["code"], Is.EqualTo(expected));
    }

    [Test]
    public async Task A_path_with_the_workspace_in_front_is_taken()
    {
        var (status, _) = await _server.GetAsync($"/api/select-file?file={Uri.EscapeDataString(_server.PathOf("README.md"))}");

        Assert.That(status, Is.EqualTo(200));
    }

    [Test]
    public async Task No_path_leads_out_of_the_workspace([ValueSource(nameof(s_outside))] string path)
    {
        var escaped = Uri.EscapeDataString(path);

        var listed = await _server.GetAsync($"/api/list-files?path={escaped}");
        var opened = await _server.GetAsync($"/api/select-file?file={escaped}");
        var zipped = await _server.GetAsync($"/api/zip-directory?path={escaped}");
        var saved = await _server.PostAsync("/api/save-file", new JsonObject { ["filePath"] = path, ["content"] = "x" }.ToJsonString());
        var downloaded = await _server.GetAsync($"/api/download-file?file={escaped}");

        Assert.That(
            new[] { listed.Status, opened.Status, zipped.Status, saved.Status, downloaded.Status }, Is.All.EqualTo(403), listed.Body + opened.Body + zipped.Body + saved.Body + downloaded.Body);
        Assert.That((string?)JsonNode.Parse(saved.Body)!["error"], Does.Contain("workspace").Or.Contain("NUL"));
    }

    [TestCase("/api/select-file?file=missing.txt", 404, "Error opening file: File not found: ")]
    [TestCase("/api/select-file?file=binary", 415, "could not be decoded as utf-8")]
    [TestCase("/api/select-file?file=src", 500, "Error opening file")]
    [TestCase("/api/select-file", 422, "field required")]
    [TestCase("/api/select-file?file=deep%2Flarge", 413, "more than 2,048 bytes")]
    [TestCase("/api/zip-directory?path=missing", 404, "Failed to zip workspace")]
    public async Task What_cannot_be_opened_is_refused_with_the_reason(string path, int status, string reason)
    {
        var answer = await _server.GetAsync(path);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(answer.Body, Does.Contain(reason));
    }

    [TestCase("""{"filePath":"saved/new.txt","content":"a\r\nb"}""", 200, "File saved successfully")]
    [TestCase("""{"filePath":"saved/empty.txt","content":""}""", 200, "File saved successfully")]
    [TestCase("""{"filePath":"saved.txt"}""", 400, "Missing filePath or content")]
    [TestCase("""{"content":"x"}""", 400, "Missing filePath or content")]
    [TestCase("""{"filePath":"saved.txt","content":null}""", 400, "Missing filePath or content")]
    [TestCase("""{"filePath":"saved.txt","content":"\ud83d"}""", 400, "Missing filePath or content")]
    [TestCase("not json", 400, "Missing filePath or content")]
    [TestCase("""{"filePath":"src","content":"x"}""", 500, "Failed to save file")]
    public async Task Saving_answers_with_what_became_of_it(string json, int status, string expected)
    {
        var answer = await _server.PostAsync("/api/save-file", json);

        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(answer.Body, Does.Contain(expected));
    }

    [Test]
    public async Task A_saved_file_has_exactly_what_was_sent()
    {
        await _server.PostAsync("/api/save-file", """{"filePath":"saved/exact.txt","content":"ä\r\nno newline at the end"}""");

        Assert.That(await File.ReadAllTextAsync(_server.PathOf("saved/exact.txt")), Is.EqualTo("ä\r\nno newline at the end"));
    }

    [Test]
    public async Task The_workspace_comes_as_a_zip_archive_with_its_links_as_links()
    {
        using var response = await _server.Http.GetAsync("/api/zip-directory");
        await using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());

        Assert.That(response.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo("attachment; filename=workspace.zip"));
        Assert.That(zip.Entries.Select(entry => entry.FullName), Is.SupersetOf(["README.md", "src/", "src/main.py", "ünïcode/ü b.txt", "link"]));
        using var link = new StreamReader(zip.GetEntry("link")!.Open());
        Assert.That(await link.ReadToEndAsync(), Is.EqualTo("/etc"));
        using var readme = new StreamReader(zip.GetEntry("README.md")!.Open());
        Assert.That(await readme.ReadToEndAsync(), Is.EqualTo("hello\r\n"));
    }

    [Test]
    public async Task Looking_at_files_leaves_no_events()
    {
        var before = _server.Client.LatestEventId;
        await _server.GetAsync("/api/select-file?file=README.md");
        await _server.Client.RunAsync("echo next");

        var frames = await _server.Client.ReceiveUntilAsync(frame => (string?)frame["observation"] == "run");

        Assert.That(frames.Select(frame => (long?)frame["id"]).Max(), Is.LessThanOrEqualTo(before + 3));
    }

    [Test]
    public async Task Without_a_runtime_there_are_no_files()
    {
        await using var server = await WorkspaceServer.StartAsync(initialize: false, backend: backend);

        var answers = new[]
        {
            await server.GetAsync("/api/list-files"), await server.GetAsync("/api/select-file?file=a"), await server.GetAsync("/api/zip-directory"),
            await server.GetAsync("/api/download-file?file=a"), await server.PostAsync("/api/save-file", "{}"), await server.PostAsync("/api/upload-files", "{}"),
        };

        Assert.That(answers, Is.All.EqualTo((404, """{"error":"Runtime not yet initialized"}""")));
    }
}
