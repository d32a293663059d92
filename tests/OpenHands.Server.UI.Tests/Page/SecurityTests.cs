using System.Text.Json;
using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What an analyzer thought, what waits for the user, and by which rules.</summary>
internal sealed class SecurityTests : PageTest
{
    [Test]
    public async Task The_risk_that_waits_and_the_rules_are_changed_in_the_panel()
    {
        Expected.Add("400 (Bad Request)");
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("rm -rf --no-preserve-root /nowhere/at/all"), new CmdRunAction("ls")));
        await StateAsync("Ready");
        await ChooseRulesAsync(ask: true);
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();
        await SeesAsync("Nothing has been judged yet");

        await Page.GetByLabel("Ask before").SelectOptionAsync("every action");
        await SeesAsync("Saved.");
        await Page.Locator(".security summary").ClickAsync();
        var rules = Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "Rules of the analyzer" });
        await rules.FillAsync("no policy at all");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the rules" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".security-message[role=alert]")).ToContainTextAsync("line 1, column 2: ");
        await PictureAsync("security-rules");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo" }).ClickAsync();
        await rules.PressAsync("Control+End");
        await rules.PressAsync("Enter");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save the rules" }).ClickAsync();
        await SeesAsync("The new rules hold from the next action on.");
        await SayAsync("Clean up");
        await StateAsync("Needs your approval");
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await Assertions.Expect(Page.GetByLabel("Approval").GetByText("ls", new LocatorGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await StateAsync("Finished");

        await Assertions.Expect(Page.Locator(".security tbody tr", new PageLocatorOptions { HasText = "approved" })).ToHaveCountAsync(2);
        await PictureAsync("security-log");
    }

    [Test]
    public async Task The_trace_is_exported()
    {
        await VisitAsync(() => new ScriptedAgent(new CmdRunAction("echo traced")));
        await StateAsync("Ready");
        await ChooseRulesAsync(ask: false);
        await SayAsync("Leave a trace");
        await StateAsync("Finished");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();

        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Export trace" }).ClickAsync());

        Assert.That(download.SuggestedFilename, Is.EqualTo("trace.json"));
        using var trace = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync()));
        Assert.That(trace.RootElement.EnumerateArray().Select(element => element.TryGetProperty("role", out var role) ? role.GetString() : ""), Does.Contain("user").And.Contain("tool"));
    }

    private async Task ChooseRulesAsync(bool ask)
    {
        await Page.Keyboard.PressAsync("Alt+Comma");
        await Page.GetByLabel("Security analyzer").SelectOptionAsync("rules");
        if (ask)
        {
            await Page.GetByLabel("Ask me before the agent acts").SelectOptionAsync("Yes");
        }

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save" }).ClickAsync();
        await StateAsync("Ready");
    }
}
