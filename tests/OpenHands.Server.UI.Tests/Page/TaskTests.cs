using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>From the first visit to a finished task.</summary>
internal sealed class TaskTests : PageTest
{
    [Test]
    public async Task A_first_visit_leads_to_a_finished_task()
    {
        await VisitAsync(() => new ScriptedAgent(
            new CmdRunAction("printf 'apples\\npears\\n' > fruit.txt; wc -l fruit.txt") { Thought = "I will make the list first." },
            new AgentFinishAction { Thought = "The file **fruit.txt** has two lines." }));
        await StateAsync("Ready");

        await SayAsync("Make a list of fruit");
        await StateAsync("Finished");

        await SeesAsync("I will make the list first.");
        await SeesAsync("2 fruit.txt");
        await Assertions.Expect(Page.Locator(".message.agent strong")).ToHaveTextAsync("fruit.txt");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(1);
        await PictureAsync("finished");
    }

    [Test]
    public async Task What_needs_approval_waits_and_what_is_rejected_does_not_run()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("echo first > done.txt"), new CmdRunAction("echo second >> done.txt")));
        await StateAsync("Ready");
        await Page.Keyboard.PressAsync("Alt+Comma");
        await Page.GetByLabel("Ask me before the agent acts").SelectOptionAsync("Yes");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await StateAsync("Ready");

        await SayAsync("Do it");
        await StateAsync("Needs your approval");
        await PictureAsync("approval");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Approval").GetByText("second")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 30_000 });
        await Page.Keyboard.PressAsync("Alt+KeyN");
        await StateAsync("Your turn");
        await RunAsync("cat done.txt; echo end of list");

        await SeesAsync("end of list");
        await Assertions.Expect(Page.Locator(".badge.fail", new PageLocatorOptions { HasText = "rejected" })).ToHaveCountAsync(1);
        var last = Page.Locator(".card").Last;
        await Assertions.Expect(last.Locator(".preview")).ToHaveTextAsync("first\nend of list");
    }

    [Test]
    public async Task A_card_that_was_opened_is_open_when_it_is_scrolled_back_to()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("seq 40"), new AgentFinishAction()));
        await StateAsync("Ready");
        await SayAsync("Count");
        await StateAsync("Finished");
        await Page.Locator(".card-head").ClickAsync();
        await Assertions.Expect(Page.Locator(".card-body")).ToBeVisibleAsync();

        for (var i = 0; i < 60; i++)
        {
            await Server.Session.Events.PublishAsync(new MessageAction($"Message {i}"), EventSource.Agent);
        }

        await Page.GetByLabel("Conversation").EvaluateAsync("log => { log.scrollTop = log.scrollHeight; }");
        await SeesAsync("Message 59");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(0);
        await Page.GetByLabel("Conversation").EvaluateAsync("log => { log.scrollTop = 0; }");

        await Assertions.Expect(Page.Locator(".card-body")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Alt+KeyT");
        await StateAsync("Ready");
        await SayAsync("Count again");
        await StateAsync("Finished");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(1);
        await Assertions.Expect(Page.Locator(".card-body")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_reload_comes_back_to_the_same_session()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("echo from the agent"), new AgentFinishAction { Thought = "All done." }));
        await StateAsync("Ready");
        await SayAsync("Say something");
        await StateAsync("Finished");
        await RunAsync("echo from the user");
        await SeesAsync("You ran");
        var before = await Page.Locator(".rows").InnerTextAsync();

        await Page.ReloadAsync();
        await StateAsync("Finished");

        await SeesAsync("All done.");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(2);
        Assert.That(Words(await Page.Locator(".rows").InnerTextAsync()), Is.EqualTo(Words(before)));
    }

    [Test]
    public async Task What_was_said_last_is_seen_when_something_appears_below_it()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        for (var i = 0; i < 30; i++)
        {
            await Server.Session.Events.PublishAsync(new MessageAction($"Message {i}"), EventSource.Agent);
        }

        await Assertions.Expect(Page.GetByText("Message 29", new PageGetByTextOptions { Exact = true })).ToBeInViewportAsync();
        await Page.GetByLabel("Message to the agent").FillAsync(string.Join('\n', Enumerable.Range(0, 12)));

        await Assertions.Expect(Page.GetByText("Message 29", new PageGetByTextOptions { Exact = true })).ToBeInViewportAsync(new LocatorAssertionsToBeInViewportOptions { Ratio = 1 });
    }

    [Test]
    public async Task A_server_that_is_stopped_and_started_again_loses_and_doubles_nothing()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("Tell me more.") { WaitForResponse = true }));
        Expected.Add("WebSocket");
        Expected.Add("Failed to load resource");
        await StateAsync("Ready");
        await SayAsync("one");
        await StateAsync("Your turn");

        await Server.StopAsync();
        await SeesAsync("nothing is lost");
        await PictureAsync("disconnected");
        await Server.StartAsync();
        await Page.GetByLabel("Message to the agent").FillAsync("two");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send" }).ClickAsync(new LocatorClickOptions { Timeout = 60_000 });
        await Assertions.Expect(Page.Locator(".message.agent")).ToHaveCountAsync(2, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });

        await Assertions.Expect(Page.Locator(".message.user")).ToHaveCountAsync(2);
        await Assertions.Expect(Page.Locator(".lost")).ToHaveCountAsync(0);
    }

    // Without what depends on when and by whom it was sent.
    private static string[] Words(string text) =>
        [.. text.Split(['\n', ' ', '\u00a0'], StringSplitOptions.RemoveEmptyEntries).Where(word => !word.Any(char.IsAsciiDigit) && word is not ("ms" or "s" or "AM" or "PM"))];
}
