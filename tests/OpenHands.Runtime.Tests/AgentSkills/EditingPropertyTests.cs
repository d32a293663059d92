using System.Text;
using CsCheck;

namespace OpenHands.Tests.AgentSkills;

/// <summary>Edits of random files against what their descriptions promise: everything else stays, to the byte.</summary>
public sealed class EditingPropertyTests : SkillsTest
{
    private const int CasesPerPython = 60;

    private static readonly Gen<string> s_end = Gen.OneOf("\n", "\r\n", "\r");
    private static readonly Gen<string> s_atom = Gen.OneOf("a", "b", "ab", "  ", "\t", "é", "🙂", "\u2028", "\f", "\\d", "END", "END");

    // Atoms, so that no cut goes through a line end or a character. END is the file's own line end.
    private static readonly Gen<(string[] Atoms, int First, int Last, string Content)> s_case =
        Gen.Select(s_atom.Array[1, 40], s_end, Gen.Int[0, 39], Gen.Int[0, 39], s_atom.Array[0, 6])
            .Select((atoms, end, one, other, content) => (
                atoms.Select(atom => atom == "END" ? end : atom).ToArray(),
                Math.Min(one, other) % atoms.Length,
                Math.Max(one, other) % atoms.Length,
                string.Concat(content.Select(atom => atom == "END" ? "\n" : atom))))
            .Where(item => item.Item2 <= item.Item3);

    [Test]
    public async Task Replacing_changes_nothing_but_what_matched() =>
        await s_case.Array[CasesPerPython].SampleAsync(async cases =>
        {
            for (var index = 0; index < cases.Length; index++)
            {
                Skills.Add($"{index}.txt", Framed(string.Concat(cases[index].Atoms)));
            }

            var answers = await Skills.CallAllAsync([.. cases.Select((item, index) => new SkillCall("edit_file_by_replace", $"{index}.txt", Wanted(item), item.Content))]);

            foreach (var (index, item) in cases.Index())
            {
                var text = string.Concat(item.Atoms);
                var (wanted, answer) = (Wanted(item), answers[index]);
                var mayChange = wanted.Trim().Length > 0 && wanted != item.Content && Occurrences(Plain(text), Plain(wanted)) == 1;
                var expected = mayChange
                    ? string.Concat(item.Atoms[..item.First]) + WithEndsOf(text, item.Content) + string.Concat(item.Atoms[(item.Last + 1)..])
                    : text;

                Assert.That(answer.Exception, Is.Null);
                Assert.That(File.ReadAllBytes(Path.Combine(Skills.Workspace, $"{index}.txt")), Is.EqualTo(Framed(expected)), answer.Output);
                Assert.That(answer.Output.Contains("[File updated", StringComparison.Ordinal), Is.EqualTo(mayChange));
            }
        }, iter: 6, threads: 1);

    [Test]
    public async Task Inserting_moves_lines_and_changes_none() =>
        await s_case.Array[CasesPerPython].SampleAsync(async cases =>
        {
            for (var index = 0; index < cases.Length; index++)
            {
                Skills.Add($"{index}.txt", Framed(string.Concat(cases[index].Atoms)));
            }

            var answers = await Skills.CallAllAsync([.. cases.Select((item, index) => new SkillCall("insert_content_at_line", $"{index}.txt", item.First + 1, "new"))]);

            foreach (var (index, item) in cases.Index())
            {
                var text = string.Concat(item.Atoms);
                var end = WithEndsOf(text, "\n");
                var lines = Lines(text + "~");
                var expected = item.First < lines.Length
                    ? string.Concat(lines[..item.First]) + $"new{end}" + string.Concat(lines[item.First..])
                    : $"{text}~{end}new{end}";

                Assert.That(answers[index].Exception, Is.Null);
                Assert.That(
                    Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(Skills.Workspace, $"{index}.txt"))).Replace("\u00FF", "", StringComparison.Ordinal),
                    Is.EqualTo(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(expected))));
            }
        }, iter: 6, threads: 1);

    private static string Wanted((string[] Atoms, int First, int Last, string Content) item) => string.Concat(item.Atoms[item.First..(item.Last + 1)]);

    // Bytes that are no text on both sides, which must come through as they are. The mark keeps the last line from being blank.
    private static byte[] Framed(string text) => [0xFF, .. Encoding.UTF8.GetBytes(text), (byte)'~', 0xFF];

    private static string Plain(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static string WithEndsOf(string text, string content)
    {
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : text.Contains('\r') ? "\r" : "\n";
        return content.Replace("\n", end, StringComparison.Ordinal);
    }

    private static string[] Lines(string text)
    {
        var marked = text.Replace("\r\n", "\r\n\0", StringComparison.Ordinal);
        marked = marked.Contains('\0') ? marked : marked.Replace("\n", "\n\0", StringComparison.Ordinal).Replace("\r", "\r\0", StringComparison.Ordinal);
        return marked.Split('\0');
    }

    private static int Occurrences(string text, string wanted) =>
        Enumerable.Range(0, text.Length).Count(start => string.CompareOrdinal(text, start, wanted, 0, wanted.Length) == 0 && start + wanted.Length <= text.Length);
}
