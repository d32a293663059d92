using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Protocol;
using OpenHands.Server.Security;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Security;

[TestFixture]
public sealed class InvariantVectorTests
{
    [Test]
    public void What_is_confirmed_by_itself_is_as_in_0_9_3_except_what_nobody_could_judge()
    {
        foreach (var vector in Load("invariant_should_confirm"))
        {
            if ((string)vector!["is_confirmed"]! != "awaiting_confirmation")
            {
                continue;
            }

            var risk = (SecurityRisk?)(int?)vector["risk"];
            var security = new SessionSecurity(new SteeredStore(), "one", SecurityRisk.Medium);
            if (vector["RISK_SEVERITY"] is { } severity)
            {
                security.SetSeverity((int)severity);
            }

            // Deliberately different: 0.9.3 let an unknown risk through.
            var expected = (bool)vector["auto_confirm"]! && risk is not SecurityRisk.Unknown;

            Assert.That(!security.Confirmation.NeedsConfirmation(risk), Is.EqualTo(expected), vector.ToJsonString());
        }
    }

    [Test]
    public void A_trace_has_the_elements_of_0_9_3()
    {
        var calls = 0;
        foreach (var vector in Load("invariant_trace"))
        {
            // The recording left the cell itself out, which was the second call.
            calls += (string?)vector!["event"]!["observation"] == "run_ipython" ? 1 : 0;
            var agentEvent = EventSerializer.Default.Read(vector["event"]!.ToJsonString());

            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartArray();
                calls = TraceExport.Write(agentEvent, calls, EventSerializer.Default, writer);
                writer.WriteEndArray();
            }

            var written = Encoding.UTF8.GetString(buffer.ToArray());
            Assert.That(JsonNode.DeepEquals(JsonNode.Parse(written), vector["elements"]), $"{written}\n{vector["elements"]!.ToJsonString()}");
        }
    }

    private static JsonArray Load(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"vectors/misc/{name}.json")))!.AsArray();
}
