using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenHands.Execution.Tests;

/// <summary>
/// Replays, in their order, the recorded requests that read, write, list and upload. Each answer and each listing must be the recorded one,
/// except where a difference is named.
/// </summary>
public sealed class HttpVectorTests : WorkspaceTests
{
    private const string BadZip = "this is no zip archive";

    private static readonly Dictionary<string, (string Reason, string Ours)> Differences = new()
    {
        ["read_crlf"] = ("Line ends are kept; 0.9.3 turns them into newlines, and a changed file would come back with other line ends.", "a\r\nb\r\n"),
        ["read_written"] = ("A file is stored byte for byte; 0.9.3 adds a newline.", "l1\nl2"),
        ["read_overwritten"] = ("A file is stored byte for byte; 0.9.3 adds a newline.", "X\nY"),
        ["read_trailing_newline"] = ("A file is stored byte for byte; 0.9.3 adds a newline.", "a\n"),
        ["write_over_binary"] = ("A whole write needs nothing of the old content; 0.9.3 decodes it in vain.", "written /workspace/bin.dat"),
        ["write_parent_is_file"] = ("What an agent can cause is an observation; 0.9.3 answers 500.", "error Could not write /workspace/t.txt/x: Not a directory."),
        ["upload_relative"] = ("A relative destination starts from the workspace; that 0.9.3 wants absolute ones is the business of its HTTP route.", "stored /workspace/up/a.txt"),
        ["upload_recursive_not_zip"] = ("What is unpacked is decided by content; 0.9.3 goes by the name.", "InvalidDataException"),
        ["upload_badzip"] = ("The archive is never stored in the destination; 0.9.3 leaves it there.", "InvalidDataException"),
        ["upload_traversal_name"] = ("Only the last part of a client's file name counts; 0.9.3 writes outside the destination.", "stored /workspace/up/evil.txt"),
        ["upload_dest_is_file"] = ("The message names what is at fault and why, in words; 0.9.3 passes Python's on.", "FileException /workspace/t.txt: Not a directory."),
        ["list_up"] = ("Follows from upload_traversal_name.", "a.txt evil.txt"),
        ["list_up2"] = ("Follows from upload_badzip.", "dir/"),
        ["list_root_after"] = ("Follows from upload_traversal_name.", "d1/ listdir/ new/ up/ up2/ bin.dat crlf.txt empty.txt f.txt f5.txt t.txt"),
    };

    // The HTTP route answers these before any file is touched.
    private static readonly string[] ConcernTheRouteAlone = ["list_bad_body", "upload_no_file"];

    [Test]
    public async Task The_recorded_requests_are_answered_as_recorded_or_differ_for_a_named_reason()
    {
        PutFixture();
        var met = new List<string>();
        var answered = 0;

        foreach (var row in VectorFile.Rows("client/http.json").Where(ConcernsFiles))
        {
            var name = row["case"].Text();
            var recorded = Recorded(row);

            var ours = (await AnswerAsync(row)).Replace(Workspace, "/workspace", StringComparison.Ordinal);

            answered++;
            if (ours != recorded && Differences.TryGetValue(name, out var difference))
            {
                met.Add(name);
                recorded = difference.Ours;
            }

            Assert.That(ours, Is.EqualTo(recorded), name);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answered, Is.EqualTo(44));
            Assert.That(met, Is.EquivalentTo(Differences.Keys), "a named difference that no row needs");
            Assert.That(File.Exists(PathOf("up2/dir/sub/y.txt")), Is.True);
        }
    }

    private static bool ConcernsFiles(JsonNode row) =>
        !ConcernTheRouteAlone.Contains(row["case"].Text())
        && (PathOfRequest(row) is "/list_files" or "/upload_file" || ActionOf(row)?["action"]?.ToString() is "read" or "write");

    private static string PathOfRequest(JsonNode row) => row["request"]!["path"].Text();

    private static JsonNode? ActionOf(JsonNode row) => (row["request"]!["json"] as JsonObject)?["action"] as JsonObject;

    private static string Recorded(JsonNode row)
    {
        var body = row["body"]!;
        return (PathOfRequest(row), row["status"].Number(), body is JsonObject ? body["observation"]?.ToString() : null) switch
        {
            ("/list_files", _, _) => string.Join(' ', body.Texts()),
            ("/upload_file", 200, _) when body["recursive"]!.GetValue<bool>() => "unpacked",
            ("/upload_file", 200, _) => $"stored {body["destination"].Text()}/{body["filename"].Text()}",
            (_, _, "read") => body["content"].Text(),
            (_, _, "write") => $"written {body["extras"]!["path"].Text()}",
            (_, _, "error") => $"error {body["content"].Text()}",
            _ => body["detail"].Text(),
        };
    }

    private async Task<string> AnswerAsync(JsonNode row)
    {
        if (PathOfRequest(row) == "/list_files")
        {
            return string.Join(' ', Files.List(Here(row["request"]!["json"]!["path"]?.Text())));
        }

        if (PathOfRequest(row) == "/upload_file")
        {
            return await UploadAsync(row["request"]!);
        }

        var arguments = ActionOf(row)!["args"]!;
        var path = Here(arguments["path"].Text())!;
        var (start, end) = (arguments["start"]?.Number() ?? 0, arguments["end"]?.Number() ?? -1);
        var observation = ActionOf(row)!["action"].Text() == "read"
            ? await ReadAsync(path, start, end)
            : await WriteAsync(path, arguments["content"].Text(), start, end);
        return observation switch
        {
            FileReadObservation read => read.Content,
            FileWriteObservation write => $"written {write.Path}",
            _ => $"error {observation.Content}",
        };
    }

    private async Task<string> UploadAsync(JsonNode request)
    {
        var directory = Here(request["params"]!["destination"].Text())!;
        var fileName = request["file_name"].Text();
        try
        {
            if (request["params"]!["recursive"]?.Text() == "true")
            {
                using var archive = fileName == "tmp.zip" ? SomeZip() : new MemoryStream(Encoding.UTF8.GetBytes(BadZip));
                await Files.ExtractZipAsync(directory, archive, CancellationToken.None);
                return "unpacked";
            }

            using var content = new MemoryStream("uploaded"u8.ToArray());
            return $"stored {await Files.UploadIntoAsync(directory, fileName, content, CancellationToken.None)}";
        }
        catch (InvalidDataException)
        {
            return nameof(InvalidDataException);
        }
        catch (IOException exception)
        {
            return $"{exception.GetType().Name} {exception.Message}";
        }
    }

    private string? Here(string? path) => path?.Replace("/workspace", Workspace, StringComparison.Ordinal);

    private static MemoryStream SomeZip()
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "dir/x.txt", "dir/sub/y.txt" })
            {
                using var content = archive.CreateEntry(name).Open();
                content.Write("zipped"u8);
            }
        }

        zip.Position = 0;
        return zip;
    }

    private void PutFixture()
    {
        Put("f.txt", "l1\nl2\nl3\nl4\nl5\n");
        Put("f5.txt", "l1\nl2\nl3\nl4\nl5\n");
        Put("crlf.txt", "a\r\nb\r\n");
        Put("empty.txt", "");
        File.WriteAllBytes(PathOf("bin.dat"), [0xff, 0xfe, 0x00, 0x80]);
        Directory.CreateDirectory(PathOf("d1"));
        foreach (var directory in new[] { ".git", ".hid", "Adir", "node_modules", "zdir" })
        {
            Directory.CreateDirectory(PathOf($"listdir/{directory}"));
        }

        foreach (var file in new[] { ".dot", "10.txt", "9.txt", "_x", "A.txt", "a.txt", "b.txt", "Z.md" })
        {
            Put($"listdir/{file}", "");
        }

        File.CreateSymbolicLink(PathOf("listdir/linkdir"), "zdir");
        File.CreateSymbolicLink(PathOf("listdir/broken"), "nothing");
    }
}
