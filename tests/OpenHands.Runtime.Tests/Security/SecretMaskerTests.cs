using System.Text;
using System.Text.Encodings.Web;
using OpenHands.Events;
using OpenHands.Protocol;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Security;

public sealed class SecretMaskerTests
{
    private const string Secret = "p@ss/w\"rd \\ é+1";

    [Test]
    public void A_secret_is_masked_as_it_is()
    {
        Assert.That(MaskerOf("hunter2-abc").Mask("password=hunter2-abc;"), Is.EqualTo("password=<secret_hidden>;"));
    }

    [Test]
    public void A_secret_is_masked_as_JSON_writes_it()
    {
        var masker = MaskerOf(Secret);

        Assert.Multiple(() =>
        {
            Assert.That(masker.Mask($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Secret)}\""), Is.EqualTo("\"<secret_hidden>\""));
            Assert.That(masker.Mask($"\"{JavaScriptEncoder.Default.Encode(Secret)}\""), Is.EqualTo("\"<secret_hidden>\""));
            Assert.That(masker.Mask("\"p@ss/w\\\"rd \\\\ \\u00e9+1\""), Is.EqualTo("\"<secret_hidden>\""), "Python");
            Assert.That(masker.Mask("\"p@ss\\/w\\\"rd \\\\ é+1\""), Is.EqualTo("\"<secret_hidden>\""), "PHP and JavaScript in HTML");
        });
    }

    [TestCase("p%40ss%2Fw%22rd%20%5C%20%C3%A9%2B1")]
    [TestCase("p%40ss%2fw%22rd%20%5c%20%c3%a9%2b1")]
    [TestCase("p%40ss%2Fw%22rd+%5C+%C3%A9%2B1")]
    [TestCase("p%40ss/w%22rd%20%5C%20%C3%A9%2B1")]
    public void A_secret_is_masked_as_URLs_write_it(string encoded)
    {
        Assert.That(MaskerOf(Secret).Mask($"https://host/?p={encoded}&q"), Is.EqualTo("https://host/?p=<secret_hidden>&q"));
    }

    [Test]
    public void A_secret_is_masked_in_base64_whatever_stands_before_and_after()
    {
        var masker = MaskerOf(Secret);

        Assert.Multiple(() =>
        {
            for (var before = 0; before < 6; before++)
            {
                for (var after = 0; after < 6; after++)
                {
                    var bytes = Encoding.UTF8.GetBytes(new string('<', before) + Secret + new string('>', after));
                    var standard = masker.Mask(Convert.ToBase64String(bytes));
                    var forUrls = masker.Mask(Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

                    // What is left beside the mark are the neighbours, and at most two characters that share bits with them.
                    Assert.That(standard, Does.Contain(SecretMasker.Marker));
                    Assert.That(standard, Has.Length.LessThanOrEqualTo(SecretMasker.Marker.Length + (((before + 2) / 3) + ((after + 2) / 3)) * 4 + 4));
                    Assert.That(forUrls, Does.Contain(SecretMasker.Marker));
                }
            }
        });
    }

    [Test]
    public void A_secret_that_is_encoded_alone_leaves_nothing()
    {
        Assert.That(MaskerOf(Secret).Mask(Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))), Is.EqualTo("<secret_hidden>"));
    }

    [Test]
    public void Overlapping_secrets_leave_nothing_of_either()
    {
        var masker = MaskerOf("abcdef", "defghi", "abcdef-long");

        Assert.That(masker.Mask("1abcdefghi2abcdef-long3abcdefabcdef4"), Is.EqualTo("1<secret_hidden>2<secret_hidden>3<secret_hidden><secret_hidden>4"));
    }

    [TestCase("")]
    [TestCase("ab")]
    [TestCase("abcde")]
    public void A_short_secret_is_refused_and_told_why(string secret)
    {
        Assert.That(() => new SecretMasker().Register(secret), Throws.ArgumentException.With.Message.Contains("ordinary words").And.Message.Contains("6 or more"));
    }

    [Test]
    public void Text_without_secrets_is_the_same_text()
    {
        const string text = "nothing to see";

        Assert.That(new SecretMasker().Mask(text), Is.SameAs(text));
        Assert.That(MaskerOf("hunter2-abc").Mask(text), Is.SameAs(text));
    }

    [Test]
    public void An_event_without_secrets_is_the_same_event()
    {
        var action = new CmdRunAction("command: hunter3");

        Assert.That(new SecretMasker().Mask(action), Is.SameAs(action));
        Assert.That(MaskerOf("hunter2-abc", "command", "confirmed").Mask(new CmdRunAction("ls")), Is.EqualTo(new CmdRunAction("ls")));
    }

    [Test]
    public void Every_string_of_an_event_is_masked_and_nothing_else_changes()
    {
        var masker = MaskerOf(Secret);
        var message = new MessageAction($"key {Secret}") { ImagesUrls = ["a", $"data:{Secret}"], Id = 3, Source = EventSource.User, Cause = 2, Timeout = TimeSpan.FromSeconds(1.25), SecurityRisk = SecurityRisk.High };
        var output = new CmdOutputObservation($"echo {Secret}") { Content = $"{Secret}\n", ExitCode = 3, Status = CommandStatus.TimedOut, Cause = 7 };

        var maskedMessage = masker.Mask(message);
        var maskedOutput = masker.Mask(output);

        Assert.Multiple(() =>
        {
            Assert.That(maskedMessage, Is.EqualTo(message with { Content = "key <secret_hidden>", ImagesUrls = ["a", "data:<secret_hidden>"] }));
            Assert.That((maskedMessage.Id, maskedMessage.Source, maskedMessage.Cause, maskedMessage.Timeout), Is.EqualTo((3L, EventSource.User, 2L, TimeSpan.FromSeconds(1.25))));
            Assert.That(maskedOutput, Is.EqualTo(output with { Command = "echo <secret_hidden>", Content = "<secret_hidden>\n" }));
            Assert.That(maskedOutput.Cause, Is.EqualTo(7));
        });
    }

    [Test]
    public void Free_form_JSON_is_masked_in_values_and_names_and_keeps_its_numbers()
    {
        var quoted = System.Text.Json.JsonSerializer.Serialize(Secret);
        var outputs = JsonPayload.Parse($$"""{"a":[1.0,{{quoted}},{"b {{quoted[1..^1]}}":null}],"n":1e5,"t":true}""");

        var masked = MaskerOf(Secret).Mask(new AgentFinishAction { Outputs = outputs });

        Assert.That(masked.Outputs.ToString(), Is.EqualTo("""{"a":[1.0,"<secret_hidden>",{"b <secret_hidden>":null}],"n":1e5,"t":true}"""));
    }

    [Test]
    public void An_event_that_only_can_be_written_is_masked()
    {
        Assert.That(MaskerOf("hunter2-abc").Mask(new AgentSummarizeAction("with hunter2-abc")), Is.EqualTo(new AgentSummarizeAction("with <secret_hidden>")));
    }

    [Test]
    public void A_secret_that_is_also_a_word_of_the_protocol_does_not_break_events()
    {
        var masker = MaskerOf("confirmed", "paused", "command", "timed_out");

        Assert.Multiple(() =>
        {
            Assert.That(masker.Mask(new CmdRunAction("command")), Is.EqualTo(new CmdRunAction("<secret_hidden>")));
            Assert.That(masker.Mask(new ChangeAgentStateAction(AgentState.Paused) { Thought = "paused" }), Is.EqualTo(new ChangeAgentStateAction(AgentState.Paused) { Thought = "<secret_hidden>" }));
        });
    }

    [Test]
    public async Task What_a_stream_returns_stores_and_delivers_is_masked()
    {
        using var folder = new TemporaryFolder();
        var store = new FileEventStore(folder.Path, "s");
        await using var stream = await EventStream.OpenAsync(store);
        stream.Secrets.Register(Secret);
        var delivered = new Collected();
        stream.Subscribe("test", delivered.AddAsync);

        var returned = await stream.PublishAsync(new CmdOutputObservation("env") { Content = $"KEY={Secret}" }, EventSource.Agent);

        var live = (await delivered.WaitForAsync(1))[0];
        await stream.DisposeAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(returned.Content, Is.EqualTo("KEY=<secret_hidden>"));
            Assert.That(live, Is.EqualTo(returned));
            Assert.That(await File.ReadAllTextAsync(store.FilePath), Does.Contain("KEY=<secret_hidden>").And.Not.Contain("p@ss"));
        });
    }

    [Test]
    public void An_event_of_an_unknown_type_cannot_be_masked_and_is_refused()
    {
        Assert.That(() => MaskerOf("hunter2-abc").Mask(new Events.PluginAction("x")), Throws.TypeOf<EventFormatException>());
    }

    [Test]
    public void An_exception_reads_like_itself_without_the_secrets_of_its_message_and_of_those_inside()
    {
        const string secret = "hunter2-abc";
        var exception = Thrown(new IOException($"Outer {secret}.", new InvalidOperationException($"Inner {secret}.")));

        var masked = MaskerOf(secret).Mask(exception);

        Assert.Multiple(() =>
        {
            Assert.That(masked.Message, Is.EqualTo("Outer <secret_hidden>."));
            Assert.That(masked.ToString(), Is.EqualTo(exception.ToString().Replace(secret, SecretMasker.Marker, StringComparison.Ordinal)));
            Assert.That(masked.StackTrace, Is.EqualTo(exception.StackTrace));
            Assert.That(masked.InnerException, Is.Null);
        });
    }

    [Test]
    public void An_exception_without_a_secret_stays_itself()
    {
        var exception = Thrown(new IOException("Nothing to hide."));

        Assert.That(MaskerOf("hunter2-abc").Mask(exception), Is.SameAs(exception));
    }

    private static IOException Thrown(IOException exception)
    {
        try
        {
            throw exception;
        }
        catch (IOException thrown)
        {
            return thrown;
        }
    }

    private static SecretMasker MaskerOf(params string[] secrets)
    {
        var masker = new SecretMasker();
        foreach (var secret in secrets)
        {
            masker.Register(secret);
        }

        return masker;
    }
}
