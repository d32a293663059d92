using System.Text.Json;
using OpenHands.Server.Clients;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>What becomes of a session's settings when a client says something of them.</summary>
internal sealed class SessionSettingsTests
{
    private static readonly SessionSettings s_defaults = new() { Agent = "Own", ApiKey = "own-key", ConfirmationMode = true, SecurityAnalyzer = "rules", MaxIterations = 50 };

    private static readonly SessionSettings s_chosen =
        new() { Agent = "Other", Model = "m", ApiKey = "sk-1", BaseUrl = "https://models.example", ConfirmationMode = false, SecurityAnalyzer = "", MaxIterations = 7 };

    [TestCase("{}")]
    [TestCase("""{"AGENT":"","LLM_MODEL":"","LLM_API_KEY":"","LLM_BASE_URL":"","CONFIRMATION_MODE":"","MAX_ITERATIONS":""}""", TestName = "Empty_texts_as_clients_of_0_9_3_send_them")]
    public void What_is_not_set_stays_as_it_was_chosen(string args)
    {
        var settings = Read(args).Over(s_chosen, s_defaults);

        Assert.That(settings, Is.EqualTo(s_chosen));
    }

    [Test]
    public void What_is_given_back_is_as_the_server_is_set_up()
    {
        var settings = Read("""{"AGENT":null,"LLM_MODEL":null,"LLM_API_KEY":null,"LLM_BASE_URL":null,"CONFIRMATION_MODE":null,"SECURITY_ANALYZER":null,"MAX_ITERATIONS":null}""").Over(s_chosen, s_defaults);

        Assert.That(settings, Is.EqualTo(s_defaults));
    }

    [Test]
    public void What_is_given_back_can_be_one_thing_of_many()
    {
        var settings = Read("""{"CONFIRMATION_MODE":null,"AGENT":"Third"}""").Over(s_chosen, s_defaults);

        Assert.That(settings, Is.EqualTo(s_chosen with { ConfirmationMode = true, Agent = "Third" }));
    }

    [TestCase("""{"LLM_API_KEY":null}""", null, "https://models.example", TestName = "The_servers_key_does_not_go_to_the_users_address")]
    [TestCase("""{"LLM_BASE_URL":null}""", "own-key", null, TestName = "The_users_key_does_not_go_to_the_servers_address")]
    [TestCase("""{"LLM_API_KEY":null,"LLM_BASE_URL":"https://evil.example"}""", null, "https://evil.example", TestName = "The_servers_key_does_not_go_to_another_address")]
    [TestCase("""{"LLM_API_KEY":"sk-2","LLM_BASE_URL":null}""", "sk-2", null, TestName = "A_key_that_is_given_goes_where_it_is_said_to")]
    public void A_key_stays_with_its_address(string args, string? key, string? address)
    {
        var settings = Read(args).Over(s_chosen, s_defaults);

        Assert.That((settings.ApiKey, settings.BaseUrl), Is.EqualTo((key, address)));
    }

    private static SessionSettings Read(string args)
    {
        using var frame = JsonDocument.Parse($$"""{"action":"initialize","args":{{args}}}""");
        return InitializeFrame.Read(frame.RootElement);
    }
}
