using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Tests.Events;

internal sealed class EventWeightTests
{
    private static readonly string s_long = new('x', 1_000);

    private static readonly AgentEvent[] s_heavy =
    [
        new CmdRunAction(s_long),
        new CmdRunAction("ls") { Thought = s_long },
        new MessageAction("see") { ImagesUrls = [s_long] },
        new CmdOutputObservation("ls") { Content = s_long },
        new ErrorObservation(s_long),
        new AgentFinishAction { Outputs = JsonPayload.Parse($$"""{"answer":"{{s_long}}"}""") },
    ];

    private static readonly AgentEvent[] s_holes =
    [
        new CmdRunAction(null!), new MessageAction("see") { ImagesUrls = [null!] }, new ErrorObservation(null!), new CmdOutputObservation(null!) { Content = null! },
    ];

    [TestCaseSource(nameof(Numbers))]
    public void Every_long_text_of_an_event_weighs(int number)
    {
        Assert.That(EventWeight.Of(s_heavy[number], EventSerializer.Default.Types), Is.InRange(1_000, 1_100), s_heavy[number].GetType().Name);
    }

    [Test]
    public void An_event_with_null_where_there_must_be_a_value_weighs_what_it_has()
    {
        Assert.That(s_holes.Select(holed => EventWeight.Of(holed, EventSerializer.Default.Types)), Is.All.LessThan(100));
    }

    [Test]
    public void An_event_of_a_plugin_weighs_where_its_type_is_known()
    {
        var types = new EventTypeRegistry();
        types.AddAction(PluginJsonContext.Default.PluginAction, new PluginAction(""));
        types.AddAction("weather");
        var painted = new PluginAction("a wall") { Colour = s_long };
        var custom = new CustomAction("weather", JsonPayload.Parse($$"""{"place":"{{s_long}}"}"""));

        Assert.That(EventWeight.Of(painted, types), Is.InRange(1_000, 1_100));
        Assert.That(EventWeight.Of(custom, types), Is.InRange(1_000, 1_100));
        Assert.That(EventWeight.Of(painted, EventSerializer.Default.Types), Is.Zero);
    }

    private static IEnumerable<int> Numbers() => Enumerable.Range(0, s_heavy.Length);
}
