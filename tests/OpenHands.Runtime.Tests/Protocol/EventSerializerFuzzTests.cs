using System.Text;
using CsCheck;
using OpenHands.Protocol;
using OpenHands.Tests.Golden;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Protocol;

public sealed class EventSerializerFuzzTests
{
    private const int Seconds = 3;

    private static readonly byte[][] Recorded =
    [
        .. Vectors.Files.Where(file => file.StartsWith("actions/", StringComparison.Ordinal) || file.StartsWith("observations/", StringComparison.Ordinal))
            .SelectMany(Vectors.Rows)
            .Select(row => Encoding.UTF8.GetBytes((string)row.Row["stored_json"]!)),
    ];

    [Test]
    public void Any_event_that_is_written_is_read_back_equal()
    {
        AnyEvent.Gen.Sample(agentEvent =>
        {
            var json = EventSerializer.Default.ToJson(agentEvent);
            var read = EventSerializer.Default.Read(json);

            Assert.That(read, Is.EqualTo(agentEvent));
            Assert.That(EventSerializer.Default.ToJson(read), Is.EqualTo(json), "stamps and order of keys too");
            Assert.That(json, Does.Not.Contain('\n'));
        }, time: Seconds, threads: 1);
    }

    [Test]
    public void Any_bytes_are_an_event_or_refused()
    {
        Gen.Byte.Array[0, 200].Sample(ReadOrRefuse, time: Seconds, threads: 1);
    }

    [Test]
    public void Any_JSON_is_an_event_or_refused()
    {
        AnyJson.Gen.Sample(json => ReadOrRefuse(Encoding.UTF8.GetBytes(json)), time: Seconds, threads: 1);
    }

    [Test]
    public void Any_JSON_in_place_of_a_part_of_an_event_is_an_event_or_refused()
    {
        var keys = Gen.OneOf("id", "timestamp", "source", "message", "cause", "action", "observation", "args", "extras", "content", "timeout");

        Gen.Select(Gen.OneOf(Recorded), keys, AnyJson.Gen).Sample((recorded, key, value) =>
        {
            var members = System.Text.Json.Nodes.JsonNode.Parse(recorded)!.AsObject().Where(member => member.Key != key)
                .Select(member => $"\"{member.Key}\":{member.Value?.ToJsonString() ?? "null"}");

            ReadOrRefuse(Encoding.UTF8.GetBytes($"{{{string.Join(',', members.Append($"\"{key}\":{value}"))}}}"));
        }, time: Seconds, threads: 1);
    }

    [Test]
    public void A_recorded_event_with_damaged_bytes_is_an_event_or_refused()
    {
        Gen.Select(Gen.OneOf(Recorded), Gen.Select(Gen.Int[0, 2_000], Gen.Byte).Array[1, 6]).Sample((recorded, damages) =>
        {
            byte[] bytes = [.. recorded];
            foreach (var (at, value) in damages)
            {
                bytes[at % bytes.Length] = value;
            }

            ReadOrRefuse(bytes);
        }, time: Seconds, threads: 1);
    }

    // What is read can be written, and then read again: a client's frame must not poison a session.
    private static void ReadOrRefuse(byte[] json)
    {
        AgentEvent agentEvent;
        try
        {
            agentEvent = EventSerializer.Default.Read(json);
        }
        catch (EventFormatException)
        {
            return;
        }

        Assert.That(EventSerializer.Default.Read(EventSerializer.Default.ToJson(agentEvent)), Is.EqualTo(agentEvent));
    }
}
