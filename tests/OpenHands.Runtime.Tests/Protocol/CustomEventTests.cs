using OpenHands.Protocol;

namespace OpenHands.Tests.Protocol;

/// <summary>Words without a type of their own.</summary>
[TestFixture]
public sealed class CustomEventTests
{
    private readonly EventTypeRegistry _types = new();
    private readonly EventSerializer _serializer;

    public CustomEventTests()
    {
        _types.AddAction("forecast");
        _types.AddObservation("forecast");
        _serializer = new EventSerializer(_types);
    }

    [TestCase("""{"message":"Executing forecast: {\"city\":\"Oslo\",\"days\":1.0}","action":"forecast","args":{"city":"Oslo","days":1.0},"timeout":3}""")]
    [TestCase("""{"message":"Sun.","observation":"forecast","content":"Sun.","extras":{"list":[1,{"deep":null}]}}""")]
    public void They_are_written_as_they_were_read(string json)
    {
        var read = _serializer.Read(json);

        Assert.That(_serializer.ToJson(read), Is.EqualTo(json));
    }

    [Test]
    public void They_are_equal_when_word_and_data_are()
    {
        var one = _serializer.Read("""{"action":"forecast","args":{"a":1,"b":2}}""");
        var other = new CustomAction("forecast", JsonPayload.Parse("""{"b":2,"a":1}"""));

        Assert.That(one, Is.EqualTo(other));
        Assert.That(one, Is.Not.EqualTo(other with { Args = JsonPayload.EmptyObject }));
    }

    [Test]
    public void What_is_no_object_is_refused_both_ways()
    {
        Assert.That(() => _serializer.Read("""{"action":"forecast","args":[]}"""), Throws.InstanceOf<EventFormatException>());
        Assert.That(() => _serializer.ToJson(new CustomAction("forecast", JsonPayload.EmptyArray)), Throws.InstanceOf<EventFormatException>().With.Message.Contains("must be a JSON object"));
    }

    [Test]
    public void A_word_that_nobody_registered_or_that_has_a_type_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => _serializer.ToJson(new CustomAction("other", JsonPayload.EmptyObject)), Throws.InstanceOf<EventFormatException>().With.Message.Contains("'other'"));
            Assert.That(() => _serializer.ToJson(new CustomAction("run", JsonPayload.EmptyObject)), Throws.InstanceOf<EventFormatException>());
            Assert.That(() => _types.AddAction("run"), Throws.ArgumentException.With.Message.Contains("CmdRunAction"));
            Assert.That(() => _types.AddAction("forecast"), Throws.Nothing);
            Assert.That(_types.Actions.Count(word => word == "forecast"), Is.EqualTo(1));
        }
    }
}
