using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>Who has the last word: the agent or its user.</summary>
internal sealed class SteeringTests : PageTest
{
    [Test]
    public async Task An_agent_is_paused_resumed_and_stopped()
    {
        await VisitAsync(() => new ScriptedAgent(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new AgentFinishAction();
        }));
        await StateAsync("Ready");
        await SayAsync("Think for ever");
        await StateAsync("Working");
        await PictureAsync("working");

        await ClickAsync("Pause");
        await StateAsync("Paused");
        await Page.Keyboard.PressAsync("Alt+KeyP");
        await StateAsync("Working");
        await ClickAsync("Stop");
        await StateAsync("Stopped");
        await ClickAsync("Resume");

        await StateAsync("Working");
        await Assertions.Expect(Page.GetByText("The agent is working")).ToBeVisibleAsync();
    }

    [Test]
    public async Task What_the_agent_says_is_read_while_it_says_it()
    {
        var agent = new TalkingAgent("First a **paragraph**.\n\nThen the", " beginning of another");
        await VisitAsync(() => agent);
        await StateAsync("Ready");
        await SayAsync("Talk");

        await Assertions.Expect(Page.Locator(".message.agent strong")).ToHaveTextAsync("paragraph");
        await Assertions.Expect(Page.Locator(".message.agent")).ToContainTextAsync("Then the beginning of another");
        await StateAsync("Working");
        agent.Finish();
        await StateAsync("Finished");

        await Assertions.Expect(Page.Locator(".message.agent")).ToHaveCountAsync(1);
    }

    [Test]
    public async Task Why_nothing_comes_is_said_until_something_does()
    {
        const string Reason = "https://api.example.com/v1 is too busy (429). It is asked again in 20 s (repetition 1 of 8).";
        var agent = new TalkingAgent("At last.") { Delay = Reason };
        await VisitAsync(() => agent);
        await StateAsync("Ready");
        await SayAsync("Talk");

        await Assertions.Expect(Page.Locator(".working")).ToHaveTextAsync(Reason);
        await PictureAsync("waiting");
        agent.Finish();
        await StateAsync("Finished");

        await Assertions.Expect(Page.GetByText(Reason)).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator(".message.agent")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("At last\\.$"));
    }

    [Test]
    public async Task Sessions_are_listed_resumed_and_deleted()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("I am listening.") { WaitForResponse = true }));
        await StateAsync("Ready");
        await SayAsync("The first task");
        await StateAsync("Your turn");
        await Page.Keyboard.PressAsync("Alt+KeyT");
        await StateAsync("Ready");
        await SayAsync("The second task");
        await StateAsync("Your turn");

        await Page.Keyboard.PressAsync("Alt+KeyS");
        var first = Page.Locator(".sessions li", new PageLocatorOptions { HasText = "The first task" });
        await Assertions.Expect(Page.Locator(".sessions li.current")).ToContainTextAsync("The second task");
        await PictureAsync("sessions");
        await first.Locator(".session").ClickAsync();
        await Assertions.Expect(Page.Locator(".message.user")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("The first task$"));
        await Assertions.Expect(Page.Locator(".top .title")).ToHaveTextAsync("The first task");
        await StateAsync("Your turn");
        await Page.Keyboard.PressAsync("Alt+KeyS");
        var second = Page.Locator(".sessions li", new PageLocatorOptions { HasText = "The second task" });
        await second.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete session" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Delete for good: The second task" }).ClickAsync();

        await Assertions.Expect(second).ToHaveCountAsync(0);
        await Assertions.Expect(first).ToHaveCountAsync(1);
    }

    [Test]
    public async Task A_question_mark_lists_the_keys_unless_somebody_writes()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var keys = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Keyboard shortcuts" });

        await Page.GetByLabel("Message to the agent").FillAsync("What now");
        await Page.Keyboard.TypeAsync("?");
        await Assertions.Expect(Page.GetByLabel("Message to the agent")).ToHaveValueAsync("What now?");
        await Assertions.Expect(keys).ToBeHiddenAsync();
        await Page.GetByRole(AriaRole.Log).FocusAsync();
        await Page.Keyboard.TypeAsync("?");

        await Assertions.Expect(keys).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(keys).ToBeHiddenAsync();
    }

    private Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button }).ClickAsync();
}
