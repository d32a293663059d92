using CsCheck;
using OpenHands.Agents.CodeAct;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>Answers with tags, however they are cut into pieces.</summary>
public sealed class TagParserTests
{
    [TestCase("Hello <execute_bash>ls</execute_bash> later", "Hello ", "execute_bash", "ls")]
    [TestCase("if a < b and <b>bold</b> <executive>", "if a < b and <b>bold</b> <executive>", null, "")]
    [TestCase("<execute_ipython>\nprint(1 < 2)\n", "", "execute_ipython", "\nprint(1 < 2)\n")]
    [TestCase("<execute_bash>echo '</execute_ipython>'</execute_bash>", "", "execute_bash", "echo '</execute_ipython>'")]
    [TestCase("<EXECUTE_BASH>ls</Execute_Bash>", "", "execute_bash", "ls")]
    [TestCase("done <finish/> more", "done ", "finish", "")]
    [TestCase("<execute_bash>ls</execute_ba", "", "execute_bash", "ls")]
    [TestCase("<execute_bash>a <", "", "execute_bash", "a <")]
    [TestCase("ends with <execute_ba", "ends with <execute_ba", null, "")]
    [TestCase("<finish", "<finish", null, "")]
    [TestCase("", "", null, "")]
    public void The_first_tag_is_found_in_any_pieces(string text, string words, string? name, string body)
    {
        for (var size = 1; size <= Math.Max(text.Length, 1); size++)
        {
            var said = "";
            var tag = new TagParser(TagActions.Names, piece => said += piece);
            foreach (var piece in text.Chunk(size))
            {
                tag.Add(new string(piece));
            }

            tag.Complete();

            using (Assert.EnterMultipleScope())
            {
                Assert.That(tag.Name, Is.EqualTo(name), $"{size}");
                Assert.That(tag.Words, Is.EqualTo(words), $"{size}");
                Assert.That(tag.Body, Is.EqualTo(body), $"{size}");
                Assert.That(said, Is.EqualTo(words), $"{size}");
            }
        }
    }

    [TestCase("<execute_bash timeout=\"60\" input='true'>x</execute_bash>", "60", "true")]
    [TestCase("<execute_bash timeout=60 input=true>x</execute_bash>", "60", "true")]
    [TestCase("<execute_bash xtimeout=\"1\">x</execute_bash>", null, null)]
    [TestCase("<execute_bash>x</execute_bash>", null, null)]
    public void Attributes_are_read_with_and_without_quotes(string text, string? timeout, string? input)
    {
        var tag = new TagParser(TagActions.Names, _ => { });

        tag.Add(text);

        Assert.That((tag.Attribute("timeout"), tag.Attribute("input"), tag.Body), Is.EqualTo((timeout, input, "x")));
    }

    [Test]
    public void Words_are_passed_on_as_soon_as_they_are_no_tag()
    {
        var said = new List<string>();
        var tag = new TagParser(TagActions.Names, said.Add);

        tag.Add("I look at a<b first, then <exec");
        tag.Add("ute the plan");

        Assert.That(string.Concat(said), Is.EqualTo("I look at a<b first, then <execute the plan"));
    }

    [Test]
    public void Nothing_is_lost_or_made_up() => Gen.OneOf(Gen.OneOf("<", ">", "</", "/", "execute_bash", "finish", " ", "=\"", "\n", "execute"), Gen.String).Array.Sample(pieces =>
    {
        var text = string.Concat(pieces);
        var whole = new TagParser(TagActions.Names, _ => { });
        whole.Add(text);
        whole.Complete();
        var parted = new TagParser(TagActions.Names, _ => { });
        foreach (var piece in pieces)
        {
            parted.Add(piece);
        }

        parted.Complete();
        return (whole.Name, whole.Words, whole.Body, whole.IsClosed) == (parted.Name, parted.Words, parted.Body, parted.IsClosed)
            && text.StartsWith(whole.Words, StringComparison.Ordinal) && (whole.Name is not null || whole.Words == text);
    });
}
