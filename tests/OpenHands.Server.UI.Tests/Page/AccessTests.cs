using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What the user is told when the server does not let the page in.</summary>
internal sealed class AccessTests : PageTest
{
    private const string Key = "correct-horse-battery";

    private const string Attempts = """
        (() => {
          window.attempts = [];
          const Real = WebSocket;
          window.WebSocket = class extends Real { constructor(...given) { super(...given); window.attempts.push(performance.now()); } };
        })();
        """;

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
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("I am listening.") { WaitForResponse = true }));
        await StateAsync("Ready");

        await Page.EvaluateAsync("() => localStorage.setItem('openhands.sessions', JSON.stringify([{ id: 'gone', token: 'x.eyJzaWQiOiJnb25lIn0.y', title: '', used: 1 }]))");
        await Page.ReloadAsync();

        await SeesAsync("The session you were in has ended");
        await StateAsync("Ready");
        await SayAsync("Are you there?");
        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".message.agent")).ToContainTextAsync("I am listening.");
        await Assertions.Expect(Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true })).ToHaveAttributeAsync("placeholder", "Run a command yourself");
    }

    [Test]
    public async Task A_server_that_is_full_is_asked_less_and_less_often_and_says_all_the_time_that_it_is_full()
    {
        await VisitAsync(() => new ScriptedAgent(), configure: options => options.MaxSessions = 1);
        await StateAsync("Ready");
        var first = Server.Session.Id;
        var firstPage = Page;
        await OpenAsync(Server.Address, script: Attempts);
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server has 1 live sessions", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });

        await Page.EvaluateAsync("() => { new MutationObserver(() => { if (!document.querySelector('.banner.bad')) window.gone = true; }).observe(document, { subtree: true, childList: true }); }");
        await Page.WaitForFunctionAsync("() => window.attempts.length >= 5");
        var waits = await Page.EvaluateAsync<double[]>("() => window.attempts.slice(1).map((time, index) => time - window.attempts[index])");
        await PictureAsync("full");
        Assert.That(waits.Take(4), Is.All.GreaterThanOrEqualTo(370));
        Assert.That(waits[3], Is.GreaterThanOrEqualTo(2900));
        Assert.That(await Page.EvaluateAsync<bool>("() => window.gone === true"), Is.False);

        await firstPage.Context.CloseAsync();
        await Server.Services.GetRequiredService<SessionManager>().DeleteAsync(first);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Try now" }).ClickAsync();

        await StateAsync("Ready");
        await Assertions.Expect(Page.Locator(".banner")).ToHaveCountAsync(0);
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
