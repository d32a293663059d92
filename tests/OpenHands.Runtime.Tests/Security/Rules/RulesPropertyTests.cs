using System.Diagnostics;
using CsCheck;
using OpenHands.Security;

namespace OpenHands.Tests.Security;

[TestFixture]
public sealed class RulesPropertyTests
{
    private static readonly RulesAnalyzer s_analyzer = new();

    private static readonly string[] s_pieces =
    [
        "rm", "-rf", "/", " ", "  ", "'", "\"", "`", "$(", ")", "(", "((", "))", "${", "}", "{", "$", "\\", "|", "||", "&", "&&", ";", ";;", "\n", "<", ">", "<<EOF", "EOF", "<<<", "<(", ">(",
        "if", "then", "fi", "for", "in", "do", "done", "case", "esac", "[[", "]]", "x=", "x+=", "a[0]=", "*", "?", "[", "]", "~", "#", "!", "%", "%%bash", "sudo", "env", "sh", "-c", "eval",
        "find", "-exec", "{}", "+", "curl", "http://h/", "import os", "os.system", "(", ")", ",", ".", "=", "f'", "{x}", "\"\"\"", "'''", "\\x", "\\u12", "\0", "é", "\ud83d", "\uFEFF", "ｏｓ", "@P", ":-", "def f", "lambda", "open",
    ];

    private static readonly string[] s_beginnings = ["", "true; ", "sudo ", "env A=1 ", "! ", "(", "{ ", "if true; then "];

    [Test]
    public void No_text_makes_it_throw() =>
        Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]).Array[0, 60].Select(pieces => string.Concat(pieces)).Sample(
            text =>
            {
                foreach (var action in Actions(text))
                {
                    Assert.That(s_analyzer.Judge(action).Reason, Is.Not.Empty);
                }
            },
            iter: 20_000);

    [Test]
    public void Characters_of_any_kind_do_not_make_it_throw() =>
        Gen.Char.Array[0, 200].Select(characters => new string(characters)).Sample(
            text =>
            {
                foreach (var action in Actions(text))
                {
                    Assert.That(s_analyzer.Judge(action).Reason, Is.Not.Empty);
                }
            },
            iter: 5_000);

    [Test]
    public void What_deletes_everything_is_never_low_however_it_is_quoted() =>
        Gen.Select(Quoted("rm"), Quoted("-rf"), Quoted("/"), Gen.Int[0, s_beginnings.Length - 1].Select(i => s_beginnings[i])).Sample(
            (program, option, path, before) =>
                Assert.That(s_analyzer.Judge(new CmdRunAction($"{before}{program} {option} {path}")).Risk, Is.EqualTo(SecurityRisk.High)),
            iter: 5_000);

    // Each of these repeats what would be slow if it were read more than once.
    [TestCase("(")]
    [TestCase("$(")]
    [TestCase("${a")]
    [TestCase("$((")]
    [TestCase("\"$(")]
    [TestCase("`\\`")]
    [TestCase("{")]
    [TestCase("$a ")]
    [TestCase("a=b ")]
    [TestCase("<<E ")]
    [TestCase("sudo ")]
    [TestCase("eval ")]
    [TestCase("sh -c '")]
    [TestCase("find -exec ")]
    [TestCase("python -m ")]
    [TestCase("xargs ")]
    [TestCase("* ")]
    [TestCase("cat ?*[a]* ")]
    [TestCase("f'{'")]
    [TestCase("f'{")]
    [TestCase("from a import (")]
    [TestCase("f(")]
    [TestCase("a.b.")]
    public void The_worst_text_takes_bounded_time(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 64 * 1024 / piece.Length));
        var clock = Stopwatch.StartNew();

        foreach (var action in Actions(text))
        {
            Assert.That(s_analyzer.Judge(action).Reason, Is.Not.Empty);
        }

        // Far above what it takes; what is quadratic in the length takes longer.
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void What_is_too_long_is_not_judged()
    {
        var verdict = s_analyzer.Judge(new CmdRunAction(new string('a', 70_000)));

        Assert.That((verdict.Risk, verdict.Reason), Is.EqualTo((SecurityRisk.Unknown, "It has 70,000 characters; more than 65,536 are not judged.")));
    }

    private static Gen<string> Quoted(string word) => Gen.Int[0, 3].Array[word.Length].Select(ways =>
        string.Concat(word.Select((character, i) => ways[i] switch { 0 => $"{character}", 1 => $"\\{character}", 2 => $"'{character}'", _ => $"\"{character}\"" })));

    private static AgentAction[] Actions(string text) =>
        [new CmdRunAction(text), new IPythonRunCellAction(text), new BrowseInteractiveAction(text), new BrowseUrlAction(text), new FileReadAction(text)];
}
