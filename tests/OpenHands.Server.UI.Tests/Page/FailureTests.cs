using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>Parts of the page that fail, and the rest, which goes on.</summary>
internal sealed class FailureTests : PageTest
{
    private const string Editor = "**/Editor-*.js";
    private const string Markdown = "**/Markdown-*.js";

    [Test]
    public async Task An_editor_that_cannot_be_fetched_is_missed_alone()
    {
        Expected.Add("Failed to load resource");
        Expected.Add("dynamically imported module");
        await VisitAsync(() => new ScriptedAgent(new AgentFinishAction { Thought = "I still can." }));
        await StateAsync("Ready");
        await RunAsync("echo a > a.txt; echo b > b.txt");
        await SeesAsync("You ran");
        await Page.RouteAsync(Editor, route => route.AbortAsync());
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "a.txt", Exact = true }).ClickAsync();
        await SeesAsync("The editor could not be loaded");
        await PictureAsync("no-editor");
        await SayAsync("Can you hear me?");
        await SeesAsync("I still can.");
        await Page.UnrouteAsync(Editor);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "b.txt", Exact = true }).ClickAsync();

        await Assertions.Expect(Page.Locator(".cm-content")).ToContainTextAsync("b");
    }

    [Test]
    public async Task Without_Markdown_the_text_is_shown_as_it_is()
    {
        Expected.Add("Failed to load resource");
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await Page.RouteAsync(Markdown, route => route.AbortAsync());
        await Page.ReloadAsync();
        await StateAsync("Ready");

        await Server.Session.Events.PublishAsync(new MessageAction("All **as it is**."), EventSource.Agent);

        await SeesAsync("All **as it is**.");
    }

    [Test]
    public async Task A_text_on_which_Markdown_fails_is_shown_as_it_is()
    {
        Expected.Add("broken");
        Expected.Add("Boundary");
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await Page.RouteAsync(Markdown, route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/javascript", Body = "export default function () { throw new Error('broken'); }" }));
        await Page.ReloadAsync();
        await StateAsync("Ready");

        await Server.Session.Events.PublishAsync(new MessageAction("All **as it is**."), EventSource.Agent);

        await SeesAsync("All **as it is**.");
        await Assertions.Expect(Page.GetByLabel("Message to the agent")).ToBeVisibleAsync();
    }

    [TestCase(">")]
    [TestCase("1. ")]
    [TestCase("~a")]
    public async Task A_text_that_would_take_Markdown_forever_does_not(string sign)
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var trace = await TaskTrace.StartAsync(await Page.Context.NewCDPSessionAsync(Page));

        await Server.Session.Events.PublishAsync(new MessageAction(string.Concat(Enumerable.Repeat(sign, 50_000 / sign.Length)) + " and **more**"), EventSource.Agent);
        await SeesAsync("and **more**");

        var tasks = await trace.EndAsync();
        TestContext.Out.WriteLine($"The longest task took {tasks[0]:0} ms.");
        Assert.That(tasks[0], Is.LessThan(1000));
        await Page.ReloadAsync();
        await SeesAsync("and **more**");
    }
}
