using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Files;

[TestFixture("local")]
[TestFixture("remote")]
public sealed class UploadTests(string backend)
{
    private static readonly JsonArray s_vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors/server/http.json")))!.AsArray();

    private static IEnumerable<string> Vectors() => s_vectors.Select(entry => (string)entry!["case"]!).Where(name => name.StartsWith("upload_", StringComparison.Ordinal));

    [Test]
    public async Task Uploads_answer_as_0_9_3_does([ValueSource(nameof(Vectors))] string name)
    {
        await using var server = await WorkspaceServer.StartAsync(
            files =>
            {
                files.MaxUploadBytes = 1024 * 1024;
                files.AllowedExtensions.Add(".txt");
                files.AllowedExtensions.Add(".PY");
                files.AllowedExtensions.Add(".");
            },
            backend: backend);
        var vector = s_vectors.Single(entry => (string)entry!["case"]! == name)!;
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("1"), "uploadedFilesCount");
        foreach (var file in vector["request"]!["files"]?.AsArray() ?? [])
        {
            form.Add(new ByteArrayContent(new byte[(int)file![2]!]), (string)file[0]!, (string)file[1]!);
        }

        using var response = await server.Http.PostAsync("/api/upload-files", form);

        Assert.That((int)response.StatusCode, Is.EqualTo((int)vector["status"]!));
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(await response.Content.ReadAsStringAsync()), vector["body"]), await response.Content.ReadAsStringAsync());
        Assert.That(server.Files, Is.EquivalentTo(vector["body"]!["uploaded_files"]?.AsArray().Select(file => (string)file!) ?? []));
    }

    [Test]
    public async Task A_name_cannot_lead_out_of_the_workspace_nor_through_a_link()
    {
        await using var server = await WorkspaceServer.StartAsync(backend: backend);
        var outside = Path.Combine(Path.GetTempPath(), $"oh-outside-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(server.PathOf("link.txt"), outside);
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1]), "files", "../../evil.txt" },
            { new ByteArrayContent([1]), "files", "link.txt" },
            { new ByteArrayContent([1]), "files", ".." },
        };

        using var response = await server.Http.PostAsync("/api/upload-files", form);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.That(body["uploaded_files"]!.ToJsonString(), Is.EqualTo("""["evil.txt"]"""));
        Assert.That(body["skipped_files"]!.AsArray().Select(file => (string)file!["reason"]!), Is.EqualTo(["The path 'link.txt' leads out of the workspace. Name one within it.", "File name not allowed"]));
        Assert.That(File.Exists(outside), Is.False);
    }

    [Test]
    public async Task What_is_no_form_is_refused()
    {
        await using var server = await WorkspaceServer.StartAsync(backend: backend);

        var (status, body) = await server.PostAsync("/api/upload-files", "{}");
        using var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nhalf");
        broken.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        using var response = await server.Http.PostAsync("/api/upload-files", broken);

        Assert.That((status, body), Is.EqualTo((422, """{"detail":[{"loc":["body","files"],"msg":"field required","type":"value_error.missing"}]}""")));
        Assert.That((int)response.StatusCode, Is.InRange(400, 499), await response.Content.ReadAsStringAsync());
        Assert.That(server.Files, Is.Empty);
    }

    [Test]
    public async Task Many_files_of_one_upload_are_stored_up_to_the_limit()
    {
        await using var server = await WorkspaceServer.StartAsync(files => files.MaxFilesPerUpload = 2, backend: backend);
        using var form = new MultipartFormDataContent();
        foreach (var name in new[] { "ä.txt", "漢字.txt", "c.txt" })
        {
            form.Add(new ByteArrayContent([1]), "files", name);
        }

        using var response = await server.Http.PostAsync("/api/upload-files", form);

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Exceeds maximum number of 2 files"));
        Assert.That(server.Files, Is.EquivalentTo(["ä.txt", "漢字.txt"]));
    }

    [Test]
    public async Task A_gigabyte_goes_through_with_flat_memory()
    {
        const long size = 1024L * 1024 * 1024;
        await using var server = await WorkspaceServer.StartAsync(backend: backend);
        using var form = new MultipartFormDataContent { { new StreamContent(new ZeroStream(size)), "files", "large.bin" } };
        GC.Collect();
        var before = Process.GetCurrentProcess().WorkingSet64;

        using var response = await server.Http.PostAsync("/api/upload-files", form);
        var after = Process.GetCurrentProcess().WorkingSet64;

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(new FileInfo(server.PathOf("large.bin")).Length, Is.EqualTo(size));
        Assert.That(after - before, Is.LessThan(200L * 1024 * 1024));
    }

    private sealed class ZeroStream(long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _position);
            Array.Clear(buffer, offset, read);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
