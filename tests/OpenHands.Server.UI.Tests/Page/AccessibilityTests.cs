using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>That everybody can use it.</summary>
internal sealed class AccessibilityTests : PageTest
{
    private static readonly string[] s_panels = ["Terminal", "Files", "Notebook", "Browser", "Security"];

    [TestCase(ColorScheme.Light, 1280)]
    [TestCase(ColorScheme.Dark, 1280)]
    [TestCase(ColorScheme.Light, 390)]
    [TestCase(ColorScheme.Dark, 390)]
    public async Task No_panel_has_a_serious_finding(ColorScheme scheme, int width)
    {
        await VisitAsync(
            () => new ScriptedAgent(
                new CmdRunAction("ls /nowhere") { Thought = "See `this`.", SecurityRisk = SecurityRisk.High },
                new AgentFinishAction { Thought = "A [link](https://example.com), and\n\n```python\nprint('code')\n```" }),
            width, 800, scheme);
        await StateAsync("Ready");
        await SayAsync("Look");
        await StateAsync("Finished");
        await SeesAsync("exit 2");
        // What the security panel asks for is not there without an analyzer.
        Expected.Add("404");

        var findings = new List<string>();
        findings.AddRange(await FindAsync("chat"));
        foreach (var panel in s_panels)
        {
            await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = panel }).ClickAsync();
            await Page.Locator("#panel :text('is being loaded')").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Detached });
            findings.AddRange(await FindAsync(panel));
            await PictureAsync($"{panel.ToLowerInvariant()}-{scheme.ToString().ToLowerInvariant()}-{width}");
        }

        foreach (var (key, dialog) in new[] { ("Alt+Comma", "Settings"), ("Alt+KeyS", "Sessions"), ("Alt+KeyK", "Keyboard shortcuts") })
        {
            await Page.Keyboard.PressAsync(key);
            await Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = dialog }).WaitForAsync();
            findings.AddRange(await FindAsync(dialog));
            await PictureAsync($"{dialog.Split(' ')[0].ToLowerInvariant()}-{scheme.ToString().ToLowerInvariant()}-{width}");
            await Page.Keyboard.PressAsync("Escape");
        }

        Assert.That(findings, Is.Empty);
    }

    [TestCase(ColorScheme.Light, 1280)]
    [TestCase(ColorScheme.Dark, 1280)]
    [TestCase(ColorScheme.Light, 390)]
    [TestCase(ColorScheme.Dark, 390)]
    public async Task Nothing_that_happens_has_a_serious_finding(ColorScheme scheme, int width)
    {
        var name = $"{scheme.ToString().ToLowerInvariant()}-{width}";
        Expected.Add("WebSocket");
        Expected.Add("Failed to load resource");
        await VisitAsync(
            () => new ScriptedAgent(new FileWriteAction("src/greet\u202Eyp.py", "import sys\n\nprint('hello', sys.argv[1])\n") { SecurityRisk = SecurityRisk.High }),
            width, 800, scheme, options => options.Defaults = options.Defaults with { ConfirmationMode = true });
        await StateAsync("Ready");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Terminal" }).ClickAsync();
        await RunAsync("printf '# Read me\\n' > README.md");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("README.md");
        if (width == 390)
        {
            await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Chat" }).ClickAsync();
        }

        await SayAsync("Write a greeting");
        await StateAsync("Needs your approval");
        await Page.GetByLabel("What it wants to write").WaitForAsync();
        var findings = new List<string>(await FindAsync("approval"));
        await PictureAsync($"approval-{name}");

        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "README.md", Exact = true }).ClickAsync();
        await Page.Locator(".cm-content").ClickAsync();
        await Page.Keyboard.TypeAsync("Changed: ");
        findings.AddRange(await FindAsync("editor"));
        await PictureAsync($"editor-{name}");

        var place = await Page.Locator(".tabs").BoundingBoxAsync();
        await Server.StopAsync();
        await SeesAsync("The server does not answer.");
        Assert.That((await Page.Locator(".tabs").BoundingBoxAsync())!.Y, Is.EqualTo(place!.Y), "What it says moves nothing.");
        findings.AddRange(await FindAsync("banner"));
        await PictureAsync($"banner-{name}");
        await Page.Context.CloseAsync();

        await VisitAsync(() => throw new InvalidOperationException("The agent's model is not set: set LLM_MODEL."), width, 800, scheme);
        await StateAsync("Failed");
        findings.AddRange(await FindAsync("failed start"));
        await PictureAsync($"failed-{name}");

        Assert.That(findings, Is.Empty);
    }

    [Test]
    public async Task On_a_narrow_screen_everything_fits_and_is_one_tap_away()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction($"echo {new string('x', 300)}"), new AgentFinishAction { Thought = "Done with " + new string('y', 200) }), 390, 844);
        await StateAsync("Ready");
        await SayAsync("Print a long line");
        await StateAsync("Finished");
        await PictureAsync("narrow-chat");

        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Terminal" }).ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Message to the agent")).ToBeHiddenAsync();
        await RunAsync("echo typed on a phone");
        await SeesAsync("typed on a phone");
        await PictureAsync("narrow-terminal");
        Assert.That(await Page.Locator(".screen .scrollbar.vertical").GetAttributeAsync("class"), Does.Contain("invisible"), "There is nothing to scroll.");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Chat" }).ClickAsync();

        await Assertions.Expect(Page.GetByLabel("Message to the agent")).ToBeVisibleAsync();
        Assert.That(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(390));
        Assert.That(await Page.EvaluateAsync<int>("() => document.querySelector('.scroll').scrollWidth - document.querySelector('.scroll').clientWidth"), Is.Zero);
    }

    private Task<IEnumerable<string>> FindAsync(string where) => Axe.FindAsync(Page, where);
}
