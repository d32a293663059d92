using OpenHands.Execution.Bash;
using OpenHands.Execution.IPython;

namespace OpenHands.Execution.Tests.IPython;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CellOutputTests : IDisposable
{
    private readonly CellOutput _output = new(new OutputLimits(1000, Files: null));

    public void Dispose() => _output.Dispose();

    [Test]
    public void Text_and_displays_follow_each_other_without_anything_between_them()
    {
        _output.AppendText("a\n");
        _output.AppendDisplay("'b'", png: null, id: null);
        _output.AppendDisplay("<Figure>", "UE5H\n", id: null);
        _output.AppendText("c");

        Assert.That(_output.ToText(), Is.EqualTo("a\n'b'<Figure>\n![image](data:image/png;base64,UE5H)\nc"));
    }

    [Test]
    public void A_colour_split_between_two_messages_is_taken_out_but_not_one_split_by_a_display()
    {
        _output.AppendText("a\e[3");
        _output.AppendText("1mb\e[3");
        _output.AppendDisplay("|", png: null, id: null);
        _output.AppendText("1mc");

        Assert.That(_output.ToText(), Is.EqualTo("ab\e[3|1mc"));
    }

    [Test]
    public void Images_in_the_head_in_what_is_left_out_and_in_the_tail_stay_in_order_and_whole()
    {
        _output.AppendText(new string('h', 100));
        _output.AppendDisplay(text: null, "one", id: null);
        _output.AppendText(new string('x', 5000));
        _output.AppendDisplay(text: null, "two", id: null);
        _output.AppendText(new string('x', 5000));
        _output.AppendDisplay(text: null, "three", id: null);
        _output.AppendText(new string('t', 100));

        Assert.That(_output.ToText(), Does.Match("^h{100}\n!.*one\\)\nx{400}\n\\[\\.\\.\\. 9200 bytes of output omitted here\\. \\.\\.\\.\\]\n\n!.*two\\)\nx{400}\n!.*three\\)\nt{100}$"));
    }

    [Test]
    public void A_display_is_updated_where_it_stands_and_one_of_an_earlier_cell_comes_here()
    {
        _output.AppendDisplay("first", png: null, "id");
        _output.AppendText(" between ");
        _output.UpdateDisplay("other", png: null, "earlier");
        _output.UpdateDisplay("second", png: null, "id");

        Assert.That(_output.ToText(), Is.EqualTo("second between other"));
    }

    [Test]
    public void Clearing_waits_for_the_next_output_if_asked_to()
    {
        _output.AppendText("one");
        _output.Clear(wait: true);
        var waiting = _output.ToText();
        _output.AppendText("two");
        var cleared = _output.ToText();
        _output.Clear(wait: false);

        Assert.That((waiting, cleared, _output.ToText()), Is.EqualTo(("one", "two", "")));
    }

    [Test]
    public void Images_that_are_too_large_together_are_left_out_with_a_notice()
    {
        var large = new string('A', CellOutput.MostDisplayCharacters - 100);
        _output.AppendDisplay(text: null, large, id: null);
        _output.AppendDisplay(text: null, large, id: null);

        Assert.That(_output.ToText(), Does.StartWith("\n![image](").And.EndWith(" was left out: those of one cell may have 16777216 together.]\n"));
    }

    [Test]
    public void Chunks_hold_text_only_and_their_offsets_fit()
    {
        var chunks = new List<OutputChunk>();
        _output.AppendText("before");
        _output.Follow(chunks.Add);
        _output.AppendText("a\e[31m");
        _output.AppendDisplay("b", "png", id: null);
        _output.Complete();

        Assert.That(chunks, Is.EqualTo(new[] { new OutputChunk(6, "a"), new OutputChunk(7, "b") }));
    }
}
