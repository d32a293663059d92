using OpenHands.Protocol;

namespace OpenHands.Tests.Protocol;

public sealed class EventSerializerTests
{
    private static readonly EventSerializer Serializer = EventSerializer.Default;

    [Test]
    public void A_timeout_does_not_make_a_command_blocking()
    {
        var action = new CmdRunAction("sleep 1") { Timeout = TimeSpan.FromSeconds(120) };

        var json = Serializer.ToJson(action);

        Assert.That(json, Does.Contain("\"blocking\":false").And.EndsWith(",\"timeout\":120}"));
    }

    [Test]
    public void Fields_that_are_missing_have_their_declared_defaults()
    {
        var action = (CmdRunAction)Serializer.Read("""{"action":"run","args":{"command":"ls"}}""");

        Assert.That(action, Is.EqualTo(new CmdRunAction("ls")));
    }

    [Test]
    public void Names_that_later_versions_gave_to_fields_are_read()
    {
        var run = (CmdRunAction)Serializer.Read("""{"action":"run","args":{"command":"ls","confirmation_state":"rejected"}}""");
        var message = (MessageAction)Serializer.Read("""{"action":"message","args":{"content":"x","image_urls":["u"]}}""");

        Assert.Multiple(() =>
        {
            Assert.That(run, Is.EqualTo(new CmdRunAction("ls") { IsConfirmed = ConfirmationStatus.Rejected }));
            Assert.That(message, Is.EqualTo(new MessageAction("x") { ImagesUrls = ["u"] }));
        });
    }

    [Test]
    public void A_wrong_argument_is_named_with_those_that_are_known()
    {
        var refusal = Assert.Throws<EventFormatException>(() => Serializer.Read("""{"action":"read","args":{"path":"a","background":true}}"""))!;

        Assert.That(refusal.Message, Is.EqualTo(
            "The action 'read' has the wrong arguments: 'background' is not one of its fields. Known in 'args': path, start, end, thought, is_confirmed, security_risk."));
    }

    [TestCase("id")]
    [TestCase("timeout")]
    [TestCase("message")]
    public void What_belongs_beside_the_arguments_is_refused_among_them(string name)
    {
        Assert.That(() => Serializer.Read($$$"""{"action":"run","args":{"command":"ls","{{{name}}}":5}}"""), Throws.TypeOf<EventFormatException>());
    }

    [Test]
    public void An_unknown_action_is_named_with_those_that_are_known()
    {
        var refusal = Assert.Throws<EventFormatException>(() => Serializer.Read("""{"action":"dance"}"""))!;

        Assert.That(refusal.Message, Is.EqualTo($"The action 'dance' is not defined. Available actions: {string.Join(", ", Serializer.Types.Actions)}."));
    }

    [Test]
    public void A_null_stamp_is_none()
    {
        var action = Serializer.Read("""{"id":null,"timestamp":null,"source":null,"cause":null,"action":"null","args":{}}""");

        Assert.That((action.Id, action.Timestamp, action.Source, action.Cause), Is.EqualTo((AgentEvent.Unassigned, (DateTimeOffset?)null, (EventSource?)null, (long?)null)));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"action\":\"run\",\"args\":{\"command\":\"\\ud83d\"}}", Description = "half a surrogate pair in a field")]
    [TestCase("{\"action\":\"\\ud83d\"}", Description = "half a surrogate pair in the type")]
    [TestCase("{\"action\":\"null\",\"source\":\"\\ud83d\"}", Description = "half a surrogate pair in the source")]
    [TestCase("{\"action\":\"finish\",\"args\":{\"outputs\":{\"a\":[\"\\ud83d\"]}}}", Description = "half a surrogate pair in free-form JSON")]
    [TestCase("{\"action\":\"finish\",\"args\":{\"outputs\":{\"\\ude42\":1}}}", Description = "half a surrogate pair in a name")]
    [TestCase("{\"action\":\"message\",\"args\":{\"content\":\"\",\"images_urls\":[\"\\ud83d\"]}}", Description = "half a surrogate pair in a list")]
    [TestCase("{\"observation\":\"error\",\"content\":\"\\ud83d\"}", Description = "half a surrogate pair in the content")]
    public void What_is_no_event_is_refused(string json)
    {
        Assert.That(() => Serializer.Read(json), Throws.TypeOf<EventFormatException>());
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] json = [.. """{"action":"message","args":{"content":"x"""u8, 0xff, .. "\"}}"u8];

        Assert.That(() => Serializer.Read(json), Throws.TypeOf<EventFormatException>());
    }

    [TestCase(60)]
    [TestCase(100)]
    public void Free_form_JSON_that_can_be_written_can_be_read(int depth)
    {
        var deep = Nested(depth);

        var json = Serializer.ToJson(new AgentFinishAction { Outputs = deep });

        Assert.That(Serializer.Read(json), Is.EqualTo(new AgentFinishAction { Outputs = deep }));
    }

    [Test]
    public void Free_form_JSON_too_deep_to_be_read_is_not_written()
    {
        var deep = Nested(200);

        Assert.That(() => Serializer.ToJson(new AgentFinishAction { Outputs = deep }), Throws.TypeOf<EventFormatException>());
    }

    [Test]
    public void A_timeout_with_a_fraction_survives_exactly()
    {
        var action = new CmdRunAction("x") { Timeout = TimeSpan.FromTicks(12_345_678) };

        var read = (CmdRunAction)Serializer.Read(Serializer.ToJson(action));

        Assert.That(read.Timeout, Is.EqualTo(action.Timeout));
    }

    private static JsonPayload Nested(int depth)
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        using var document = System.Text.Json.JsonDocument.Parse(json, new() { MaxDepth = 500 });
        return JsonPayload.From(document.RootElement);
    }
}
