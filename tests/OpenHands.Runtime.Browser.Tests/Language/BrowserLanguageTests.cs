using CsCheck;
using OpenHands.Browsing.Language;

namespace OpenHands.Browsing.Tests.Language;

[TestFixture]
internal sealed class BrowserLanguageTests
{
    [TestCase("""fill("1", "a")""", "a")]
    [TestCase("""fill('1', 'it\'s "x"')""", "it's \"x\"")]
    [TestCase("""fill("1", "a\n\t\\\"\x41\u00e9\U0001F642\101\q")""", "a\n\t\\\"Aé🙂A\\q")]
    [TestCase("""fill("1", r"a\n")""", "a\\n")]
    [TestCase("fill('1', '''two\nlines''')", "two\nlines")]
    [TestCase("fill('1', \"\"\"say \"hi\" now\"\"\")", "say \"hi\" now")]
    [TestCase("fill('1', 'one ' \"two\"\n  'three')", "one twothree")]
    [TestCase("fill(\n  bid='1', # a comment, with ) in it\n  value='named',\n)", "named")]
    [TestCase("fill(1, ('in parentheses'))", "in parentheses")]
    [TestCase("fill(value='x', bid='1')", "x")]
    [TestCase("fill('1', 'a\\\nb')", "ab")]
    public void Strings_are_read_as_Python_reads_them(string text, string value)
    {
        var call = BrowserLanguage.Read(text).Single();

        Assert.That((call.Text("bid"), call.Text("value")), Is.EqualTo(("1", value)));
    }

    [TestCase("scroll(0, 300)", 300)]
    [TestCase("scroll(0, -1_000.5)", -1000.5)]
    [TestCase("scroll(0, 1e3)", 1000)]
    [TestCase("scroll(0, -2.5E-1)", -0.25)]
    [TestCase("scroll(0, 0x1F)", 31)]
    [TestCase("scroll(0, .5)", 0.5)]
    [TestCase("scroll(0, +7)", 7)]
    public void Numbers_are_read_as_Python_reads_them(string text, double value)
    {
        Assert.That(BrowserLanguage.Read(text).Single().Number("delta_y"), Is.EqualTo(value));
    }

    [TestCase("click('1')\nclick('2')")]
    [TestCase("click('1'); click('2');")]
    [TestCase("\n\n  click ( '1' )   click\t('2')\r\n# end")]
    public void Several_calls_are_read(string text)
    {
        Assert.That(BrowserLanguage.Read(text).Select(call => call.Text("bid")), Is.EqualTo((string[])["1", "2"]));
    }

    [Test]
    public void Defaults_lists_and_tuples_are_understood()
    {
        var click = BrowserLanguage.Read("click('1', button='right', modifiers=['Shift', 'Alt',])").Single();
        var select = BrowserLanguage.Read("select_option('1', ('a', 'b'))").Single();
        var plain = BrowserLanguage.Read("click('a12')").Single();

        Assert.That((click.Button(), click.Texts("modifiers"), plain.Button(), plain.Texts("modifiers")), Is.EqualTo(("right", (string[])["Shift", "Alt"], "left", (string[])[])));
        Assert.That(select.Texts("options"), Is.EqualTo((string[])["a", "b"]));
    }

    [TestCase("", 1, 1, "there is no action")]
    [TestCase("# only words", 1, 1, "there is no action")]
    [TestCase("I will click('1')", 1, 3, "'(' is expected behind 'I'")]
    [TestCase("click", 1, 6, "the end of the text")]
    [TestCase("click('1'", 1, 10, "',' or ')' is expected, not the end of the text")]
    [TestCase("click('1)", 1, 7, "has no closing '")]
    [TestCase("click('1\n')", 1, 7, "has no closing '")]
    [TestCase("noop()\nfill('1', '''x", 2, 11, "has no closing '''")]
    [TestCase("fill('é🙂', x)", 1, 12, "'x' is no value; strings stand in quotes")]
    [TestCase("click(bid='1', '2')", 1, 16, "cannot follow one with a name")]
    [TestCase("click(bid='1', bid='2')", 1, 16, "given twice")]
    [TestCase("click('1', bid='2')", 1, 12, "takes no such argument")]
    [TestCase("click('1', 'left', [], 4)", 1, 24, "takes no such argument; it is written click(bid, button=\"left\", modifiers=[])")]
    [TestCase("click()", 1, 1, "click needs 'bid'")]
    [TestCase("click('1', 'top')", 1, 12, "must be \"left\", \"middle\" or \"right\", not \"top\"")]
    [TestCase("click('1', modifiers=['Hyper'])", 1, 12, "must be a list of")]
    [TestCase("click(1.5)", 1, 7, "must be the id of an element")]
    [TestCase("tab_focus(-1)", 1, 11, "a whole number from 0")]
    [TestCase("scroll(0, '1')", 1, 11, "must be a number, not \"1\"")]
    [TestCase("scroll(0, 1__0)", 1, 11, "'1__0' is no number")]
    [TestCase("scroll(0, 1e999)", 1, 11, "is no number")]
    [TestCase("scroll(0, 12abc)", 1, 11, "is no number")]
    [TestCase("fill('1', 2)", 1, 11, "must be a string, not a number")]
    [TestCase("fill('1', None)", 1, 11, "must be a string, not None")]
    [TestCase("fill('1', f'{x}')", 1, 11, "prefix 'f' is not supported")]
    [TestCase("fill('1', '\\xZZ')", 1, 12, "needs 2 hexadecimal digits")]
    [TestCase("fill('1', '\\U00110000')", 1, 12, "no character of that number")]
    [TestCase("select_option('1', ['a'", 1, 24, "has no closing ']'")]
    [TestCase("select_option('1', [['a']])", 1, 20, "a string or a list of strings")]
    [TestCase("os.system('x')", 1, 3, "'(' is expected behind 'os', not '.'")]
    [TestCase("goto(open('x'))", 1, 6, "'open' is no value")]
    [TestCase("fly('1')", 1, 1, "there is no action 'fly'")]
    [TestCase("click('1') | click('2')", 1, 12, "not '|'")]
    public void An_error_names_its_place_and_what_is_wrong(string text, int line, int column, string reason)
    {
        var error = Assert.Throws<BrowserSyntaxException>(() => BrowserLanguage.Read(text))!;

        Assert.That(error.Message, Does.Contain(reason).And.StartWith($"The browser actions have an error in line {line}, column {column}: "));
    }

    [Test]
    public void Deep_lists_are_refused_rather_than_followed()
    {
        Assert.That(() => BrowserLanguage.Read($"select_option('1', {new string('[', 100_000)}"), Throws.InstanceOf<BrowserSyntaxException>().With.Message.Contains("nested more than 32 deep"));
    }

    [Test]
    public void Any_string_that_is_quoted_is_read_as_itself()
    {
        Gen.String[Gen.Char, 0, 40].Sample(value =>
        {
            var call = BrowserLanguage.Read($"goto({PythonText.Quote(value)})").Single();

            return call.Text("url") == value;
        });
    }

    [Test]
    public void Any_text_is_read_or_refused_with_its_place()
    {
        var pieces = Gen.OneOf("click", "fill", "(", ")", "'", "\"", "'''", ",", "=", "[", "]", "1", "-", ".", "\\", "\n", " ", "#", ";", "True", "é", "🙂", "r", "x", "\\x", "0x", "\r", "\0");

        Gen.Select(pieces.Array[0, 25], parts => string.Concat(parts)).Sample(text =>
        {
            try
            {
                return BrowserLanguage.Read(text).Count > 0;
            }
            catch (BrowserSyntaxException error)
            {
                return error.Position is { Line: >= 1, Column: >= 1 } && error.Position.Line <= text.Split('\n').Length;
            }
        });
    }

    [Test]
    public void Every_example_is_read()
    {
        foreach (var function in BrowserLanguage.Functions)
        {
            Assert.That(BrowserLanguage.Read(function.Example).Single().Call.Name, Is.EqualTo(function.Name));
        }
    }
}
