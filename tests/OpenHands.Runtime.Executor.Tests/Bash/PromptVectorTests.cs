using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.Tests.Bash;

/// <summary>The prompts that 0.9.3 made of what its shell printed: ours are made without printing, and look the same.</summary>
public sealed partial class PromptVectorTests
{
    // What only the parsing of a printed prompt can get wrong.
    private static readonly string[] s_nothingToParse = ["garbage", "TIMEOUT", "EOF"];

    private static readonly Dictionary<string, string> s_differences = new()
    {
        ["User@h"] = "A user name with a capital letter is the user's name; 0.9.3 takes the letter for the interpreter's line.",
        ["root@h_1"] = "A host name may hold an underscore; 0.9.3 fails on it.",
    };

    private static readonly JsonNode s_vector = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "client", "ps1_parse.json")))!;

    [Test]
    public void Recorded_prompts_are_rendered_as_recorded_or_differ_for_a_named_reason()
    {
        var home = s_vector["HOME"]!.GetValue<string>();
        var met = new List<string>();
        var rendered = 0;

        foreach (var row in s_vector["cases"]!.AsArray().Where(row => !s_nothingToParse.Contains(ShellAfter(row!))))
        {
            // The last prompt counts.
            var prompt = Printed().Matches(ShellAfter(row!))[^1];
            var recorded = row!["prompt"]?.GetValue<string>();
            var directory = prompt.Groups["directory"].Value;
            var searchPath = Interpreter(prompt.Groups["interpreter"].Value, out var interpreter);

            var block = new PromptBlock(prompt.Groups["user"].Value, prompt.Groups["host"].Value, prompt.Groups["user"].Value == "root", home);
            var ours = block.Append("", directory.StartsWith('~') ? home + directory[1..] : directory, searchPath)["\r\n\r\n".Length..];
            ours = interpreter.Length == 0 ? ours : ours.Replace(interpreter, prompt.Groups["interpreter"].Value, StringComparison.Ordinal);

            if (searchPath.Length > 0)
            {
                Directory.Delete(searchPath, recursive: true);
            }

            rendered++;
            if (ours != recorded)
            {
                met.Add(s_differences.Keys.Single(name => ShellAfter(row).Contains(name, StringComparison.Ordinal)));
                recorded = $"\n{prompt.Groups["user"].Value}@{prompt.Groups["host"].Value}:{directory} {(prompt.Groups["user"].Value == "root" ? "#" : "$")} ";
            }

            Assert.That(ours, Is.EqualTo(recorded));
        }

        Assert.That(rendered, Is.EqualTo(8));
        Assert.That(met, Is.EquivalentTo(s_differences.Keys));
    }

    // A search path with such a program on it, which the recorder's machine had elsewhere.
    private static string Interpreter(string recorded, out string here)
    {
        here = "";
        if (recorded.Length == 0)
        {
            return "";
        }

        var directory = Directory.CreateTempSubdirectory("openhands-path-").FullName;
        here = Path.Combine(directory, "python");
        File.WriteAllText(here, "");
        File.SetUnixFileMode(here, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return directory;
    }

    private static string ShellAfter(JsonNode row) => row["shell_after"]!.GetValue<string>();

    [GeneratedRegex(@"\[PEXPECT_BEGIN\]\s*(\[Python Interpreter: (?<interpreter>.*)\])?\s*(?<user>[^@\s]*)@(?<host>[^:]*):(?<directory>.+?)\s*\[PEXPECT_END\]")]
    private static partial Regex Printed();
}
