using System.Text.Json;

namespace OpenHands.Agents.Tests;

public sealed class ArgumentTests : FakeToolTests
{
    [TestCase("run", "{}", "run needs 'command', a string, but it was not given")]
    [TestCase("run", """{"command":7}""", "'command' of run must be a string; it was 7")]
    [TestCase("run", """{"command":null}""", "run needs 'command'")]
    [TestCase("run", """{"command":" "}""", "run needs a command, but it was empty")]
    [TestCase("run", """{"command":"ls","cwd":"/"}""", "run has no argument 'cwd'. It takes command, timeout_seconds, wait.")]
    [TestCase("run", """{"command":"ls","timeout_seconds":"5"}""", "'timeout_seconds' of run must be a number of seconds above 0, at most 3600; it was \"5\"")]
    [TestCase("run", """{"command":"ls","timeout_seconds":0}""", "at most 3600; it was 0")]
    [TestCase("run", """{"command":"ls","timeout_seconds":1e999}""", "at most 3600; it was 1e999")]
    [TestCase("run", """{"command":"ls","wait":"yes"}""", "'wait' of run must be true or false; it was \"yes\"")]
    [TestCase("send_input", """{"text":"a","key":"ctrl_c"}""", "text or a key, not both")]
    [TestCase("send_input", """{"key":"ctrl_q"}""", "must be one of ctrl_c, ctrl_d, ctrl_z; it was \"ctrl_q\"")]
    [TestCase("interrupt", """{"command":"x"}""", "interrupt takes no arguments")]
    [TestCase("python", """{"code":""}""", "python needs 'code', but it was empty")]
    [TestCase("read_file", """{"path":""}""", "read_file needs 'path', but it was empty")]
    [TestCase("read_file", """{"path":"a\u0000b"}""", "'path' holds a NUL character")]
    [TestCase("read_file", """{"path":"a","start_line":0}""", "'start_line' of read_file must be 1 or more; it was 0")]
    [TestCase("read_file", """{"path":"a","start_line":1.5}""", "must be a whole number; it was 1.5")]
    [TestCase("read_file", """{"path":"a","start_line":99999999999}""", "must be 1 or more; it was 99999999999")]
    [TestCase("read_file", """{"path":"a","start_line":5,"end_line":4}""", "Lines 5 to 4 are no range")]
    [TestCase("write_file", """{"path":"a"}""", "write_file needs 'content'")]
    [TestCase("edit_file", """{"path":"a"}""", "edit_file needs 'command'")]
    [TestCase("edit_file", """{"command":"delete","path":"a"}""", "must be one of view, create, str_replace, insert, undo; it was \"delete\"")]
    [TestCase("edit_file", """{"command":"str_replace","path":"a"}""", "edit_file needs 'old_str'")]
    [TestCase("edit_file", """{"command":"insert","path":"a","new_str":"x"}""", "insert needs 'insert_line'")]
    [TestCase("edit_file", """{"command":"view","path":"a","view_range":[1]}""", "'view_range' of edit_file must be an array of two line numbers")]
    [TestCase("edit_file", """{"command":"view","path":"a","view_range":["1","2"]}""", "'view_range' of edit_file must be an array of two line numbers")]
    [TestCase("list_files", """{"path":["a"]}""", "'path' of list_files must be a string; it was [\"a\"]")]
    [TestCase("search", """{"pattern":"a\nb"}""", "'pattern' holds a line end")]
    public async Task An_argument_that_cannot_be_is_named_and_nothing_happens(string tool, string json, string message)
    {
        using var document = JsonDocument.Parse(json);
        var arguments = document.RootElement.EnumerateObject().Select(argument => (argument.Name, (object?)argument.Value)).ToArray();

        var result = await Tools.CallAsync(tool, arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Does.StartWith("Error: ").And.Contain(message));
            Assert.That(Runtime.Events.LatestId, Is.EqualTo(-1));
        }
    }

    [Test]
    public async Task Values_of_JSON_and_of_NET_mean_the_same()
    {
        Runtime.Files.Write("f.txt", "one\ntwo\nthree\n");
        using var document = JsonDocument.Parse("[\"f.txt\", 2.0]");

        var fromJson = await Tools.CallAsync("read_file", ("path", document.RootElement[0]), ("start_line", document.RootElement[1]));
        var fromNet = await Tools.CallAsync("read_file", ("path", "f.txt"), ("start_line", 2L));

        Assert.That(fromJson, Is.EqualTo(fromNet).And.Contains("two"));
    }
}
