using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What the user is told when the server does not let the page in.</summary>
internal sealed class AccessTests : PageTest
{
    private const string Key = "correct-horse-battery";

    [Test]
    public async Task A_server_that_wants_a_key_leads_to_where_it_is_entered()
    {
        Expected.Add("WebSocket");
        Expected.Add("Failed to load resource");
        await VisitAsync(() => new ScriptedAgent(), configure: options => options.AccessKey = Key);

        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Enter the key" }).ClickAsync(new LocatorClickOptions { Timeout = 60_000 });
        await Page.GetByLabel("Key of this server").FillAsync(Key);
        await Page.Keyboard.PressAsync("Enter");

        await StateAsync("Ready");
    }

    [Test]
    public async Task A_token_that_is_not_valid_any_more_leads_to_a_new_session_that_says_so()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");

        await Page.EvaluateAsync("() => localStorage.setItem('openhands.sessions', JSON.stringify([{ id: 'gone', token: 'x.eyJzaWQiOiJnb25lIn0.y', title: '', used: 1 }]))");
        await Page.ReloadAsync();

        await SeesAsync("The session you were in has ended");
        await StateAsync("Ready");
    }

    [Test]
    public async Task A_runtime_that_cannot_start_says_why()
    {
        await VisitAsync(() => throw new InvalidOperationException("The agent's model is not set: set LLM_MODEL."));

        await StateAsync("Failed");

        await SeesAsync("The agent's model is not set");
        await PictureAsync("failed");
    }
}
