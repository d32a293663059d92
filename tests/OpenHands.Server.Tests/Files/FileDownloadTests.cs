using System.Diagnostics;
using System.Security.Cryptography;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Files;

/// <summary>One file as it is, whatever is in it.</summary>
[TestFixture("local")]
[TestFixture("remote")]
public sealed class FileDownloadTests(string backend)
{
    private const long Gigabyte = 1L << 30;
    private const long MostMemory = 16L << 20;

    private WorkspaceServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await WorkspaceServer.StartAsync(files => files.MaxEditBytes = 2048, backend: backend);
        _server.Write("src/keep.log", "");
        _server.Write(".gitignore", "*.log\nnode_modules/\n");
        _server.Write("node_modules/x.js", "ignored, and there");
        File.CreateSymbolicLink(_server.PathOf("inner"), "src");
        using var mkfifo = Process.Start("mkfifo", [_server.PathOf("pipe")]);
        await mkfifo.WaitForExitAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3_000_001)]
    public async Task The_bytes_are_those_of_the_file(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        await File.WriteAllBytesAsync(_server.PathOf($"random{length}"), bytes);

        using var answer = await _server.Http.GetAsync($"/api/download-file?file=random{length}");

        Assert.That(answer.IsSuccessStatusCode, Is.True);
        Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
    }

    [TestCase("plain.png", "attachment; filename=plain.png; filename*=UTF-8''plain.png")]
    [TestCase("ünïcode/ü b.png", "attachment; filename=\"_ b.png\"; filename*=UTF-8''%C3%BC%20b.png")]
    [TestCase("😀.bin", "attachment; filename=__.bin; filename*=UTF-8''%F0%9F%98%80.bin")]
    [TestCase("<script>.html", "attachment; filename=\"<script>.html\"; filename*=UTF-8''%3Cscript%3E.html")]
    public async Task A_browser_keeps_it_under_its_name_and_never_shows_it(string name, string disposition)
    {
        _server.Write(name, "content");

        using var answer = await _server.Http.GetAsync($"/api/download-file?file={Uri.EscapeDataString(name)}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("content"));
            Assert.That(answer.Content.Headers.GetValues("Content-Disposition"), Is.EqualTo(new[] { disposition }));
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("application/octet-stream"));
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
        }
    }

    [TestCase("two\r\nlines\t.txt")]
    [TestCase("say \"hi\"; filename=evil.exe")]
    [TestCase("back\\slash")]
    public async Task A_name_cannot_write_headers(string name)
    {
        _server.Write(name, "content");

        using var answer = await _server.Http.GetAsync($"/api/download-file?file={Uri.EscapeDataString(name)}");

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("content"));
        Assert.That(answer.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo(name));
    }

    [TestCase("node_modules/x.js")]
    [TestCase("./src/../node_modules//x.js")]
    public async Task What_listings_leave_out_can_be_asked_for_by_name(string path)
    {
        var (status, body) = await _server.GetAsync($"/api/download-file?file={Uri.EscapeDataString(path)}");

        Assert.That((status, body), Is.EqualTo((200, "ignored, and there")));
    }

    [Test]
    public async Task Links_within_the_workspace_are_followed()
    {
        _server.Write("src/linked.txt", "over a link");

        var (status, body) = await _server.GetAsync("/api/download-file?file=inner%2Flinked.txt");

        Assert.That((status, body), Is.EqualTo((200, "over a link")));
    }

    [TestCase("/api/download-file", 422, "field required")]
    [TestCase("/api/download-file?file=", 422, "field required")]
    [TestCase("/api/download-file?file=missing.png", 404, "Error downloading file: File not found: ")]
    [TestCase("/api/download-file?file=.gitignore%2Fx", 404, "Error downloading file: File not found: ")]
    [TestCase("/api/download-file?file=src", 400, "src is a directory. Ask for it as an archive: /api/zip-directory.")]
    [TestCase("/api/download-file?file=.", 400, "is a directory.")]
    [TestCase("/api/download-file?file=inner", 400, "is a directory.")]
    [TestCase("/api/download-file?file=pipe", 400, "is a pipe, a socket or a device")]
    public async Task What_cannot_be_downloaded_is_refused_with_the_reason(string path, int status, string reason)
    {
        using var answer = await _server.Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(status), body);
        Assert.That(body, Does.Contain(reason));
        Assert.That(answer.Content.Headers.ContentDisposition, Is.Null);
    }

    [Test]
    public async Task Without_the_sessions_token_nothing_is_given()
    {
        using var stranger = new HttpClient { BaseAddress = _server.Http.BaseAddress };

        using var answer = await stranger.GetAsync("/api/download-file?file=.gitignore");

        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
    }

    [Test]
    public async Task A_gigabyte_takes_no_more_memory_than_a_piece_of_it()
    {
        using (var large = File.Create(_server.PathOf("large")))
        {
            large.SetLength(Gigabyte);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var answer = await _server.Http.GetAsync("/api/download-file?file=large", HttpCompletionOption.ResponseHeadersRead);
        var content = await answer.Content.ReadAsStreamAsync();
        var (received, most) = (0L, 0L);
        var buffer = new byte[1 << 20];
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false) is var count and > 0)
        {
            received += count;
            most = received % (Gigabyte / 8) == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before) : most;
        }

        Assert.That(received, Is.EqualTo(Gigabyte));
        Assert.That(most, Is.LessThan(MostMemory));
    }
}
