using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>Panels that were looked at stay, and cost nothing while they are out of sight.</summary>
internal sealed class HiddenPanelTests : PageTest
{
    private const int Commands = 200;

    // With what each shows when nothing has happened and it has heard from the server.
    private static readonly (string Name, string Shows)[] s_panels =
    [
        ("Security", "This session has no analyzer"), ("Browser", "No page is open"), ("Notebook", "No Python has run yet"), ("Files", "The workspace is empty."), ("Terminal", "Nothing has run yet"),
    ];

    // Of what is out of sight before and after; changing the panel itself does not count.
    private const string Count = """
        () => {
          window.drawn = [];
          const hidden = [...document.getElementById('panel').children].filter((part) => getComputedStyle(part).display === 'none');
          window.watched = hidden.length;
          for (const part of hidden) new MutationObserver((changes) => window.drawn.push(...changes.map((change) => change.target.className))).observe(part, { subtree: true, childList: true, attributes: true, characterData: true });
        }
        """;

    [Test]
    public async Task Panels_out_of_sight_are_not_drawn_while_things_happen_and_show_them_when_they_are_seen_again()
    {
        Expected.Add("404");
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        foreach (var (name, shows) in s_panels)
        {
            await ShowAsync(name);
            await SeesAsync(shows);
        }

        await Page.Locator(".screen .xterm").WaitForAsync();
        await Page.EvaluateAsync(Count);
        for (var i = 0; i < Commands; i++)
        {
            await Server.Session.Events.PublishAsync(new CmdRunAction($"touch {i}; echo 'this is {i}'") { SecurityRisk = SecurityRisk.Low }, EventSource.Agent);
        }

        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync($"this is {Commands - 1}", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });

        Assert.That(await Page.EvaluateAsync<int>("() => window.watched"), Is.GreaterThanOrEqualTo(4));
        Assert.That(await Page.EvaluateAsync<string[]>("() => window.drawn"), Is.Empty);
        await ShowAsync("Files");
        await Assertions.Expect(Page.Locator(".file-line")).ToHaveCountAsync(Commands);
        await ShowAsync("Security");
        await Assertions.Expect(Page.Locator(".security tbody tr")).ToHaveCountAsync(Commands);
    }

    [Test]
    public async Task The_terminal_fits_and_shows_everything_when_it_is_seen_again()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await RunAsync("echo be''fore");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("before");
        await ShowAsync("Files");
        await Page.SetViewportSizeAsync(1600, 1000);
        await Server.Session.Events.PublishAsync(new CmdRunAction("tput cols > /dev/null; echo mean''while"), EventSource.Agent);
        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("meanwhile");

        await ShowAsync("Terminal");

        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("meanwhile");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("before");
        await Page.WaitForFunctionAsync("() => { const all = document.querySelector('.screen').clientWidth, shown = document.querySelector('.xterm-screen').clientWidth; return shown > all - 40 && shown <= all; }");
        await PictureAsync("terminal-again");
    }

    private Task ShowAsync(string panel) => Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = panel }).ClickAsync();
}
