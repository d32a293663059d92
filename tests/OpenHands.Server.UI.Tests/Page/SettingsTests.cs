using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What the user chooses, and when it counts.</summary>
internal sealed class SettingsTests : PageTest
{
    [Test]
    public async Task Settings_that_are_saved_while_the_agent_works_count_as_soon_as_it_rests_and_the_page_says_so()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await VisitAsync(() => new ScriptedAgent(async (history, cancellationToken) =>
        {
            await open.Task.WaitAsync(cancellationToken);
            return history[^1] is CmdOutputObservation ? new AgentFinishAction() : new CmdRunAction("echo from the agent");
        }));
        await StateAsync("Ready");
        await SayAsync("Begin");
        await StateAsync("Working");

        await ChooseAsync(("Ask me before the agent acts", "Yes"));
        var banner = Page.Locator(".banner", new PageLocatorOptions { HasText = "The new settings count as soon as the agent rests." });
        await Assertions.Expect(banner).ToBeVisibleAsync();
        await PictureAsync("settings-later");
        open.SetResult();
        await StateAsync("Finished");
        await Assertions.Expect(banner).ToHaveCountAsync(0);
        await SayAsync("Again");

        await StateAsync("Needs your approval");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(2);
    }

    [Test]
    public async Task What_the_server_is_set_up_to_stays_until_the_user_chooses_otherwise_and_comes_back()
    {
        await VisitAsync(
            () => new ScriptedAgent(history => history[^1] is CmdOutputObservation or UserRejectObservation ? new AgentFinishAction() : new CmdRunAction("rm -rf --no-preserve-root /nowhere/at/all")),
            configure: options => options.Defaults = options.Defaults with { ConfirmationMode = true, SecurityAnalyzer = "rules" });
        await StateAsync("Ready");
        await ChooseAsync(("Model", "scripted-model"));
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();
        await SeesAsync("Rules of the analyzer");
        await Assertions.Expect(Page.GetByLabel("If the server asks: before")).ToBeVisibleAsync();
        await PictureAsync("settings-servers-own");

        await SayAsync("Clean up");
        await StateAsync("Needs your approval");
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await StateAsync("Finished");
        await ChooseAsync(("Ask me before the agent acts", "No"), ("Security analyzer", "None"));
        Expected.Add("404");
        await Assertions.Expect(Page.GetByText("Rules of the analyzer")).ToHaveCountAsync(0);
        await SayAsync("Clean up more");
        await Assertions.Expect(Page.Locator(".card")).ToHaveCountAsync(2);
        await StateAsync("Finished");
        await ChooseAsync(("Ask me before the agent acts", "As the server is set up"), ("Security analyzer", "The server's own, if it has one"), ("Model", ""));
        await SeesAsync("Rules of the analyzer");
        await SayAsync("Clean up again");

        await StateAsync("Needs your approval");
        Assert.That(Server.Session.Settings?.Model, Is.Null, "What is emptied is the server's own again.");
    }

    [Test]
    public async Task Rules_that_are_not_saved_stay_while_something_else_is_looked_at()
    {
        await VisitAsync(() => new ScriptedAgent(), configure: options => options.Defaults = options.Defaults with { SecurityAnalyzer = "rules" });
        await StateAsync("Ready");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();
        await Page.Locator(".security summary").ClickAsync();
        var rules = Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "Rules of the analyzer" });
        await rules.FillAsync("what I began to write");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await SayAsync("Go on");
        await StateAsync("Finished");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Security" }).ClickAsync();

        await Assertions.Expect(rules).ToHaveValueAsync("what I began to write");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".security .dirty")).ToHaveCountAsync(0);
    }

    private async Task ChooseAsync(params (string Label, string Choice)[] choices)
    {
        await Page.Keyboard.PressAsync("Alt+Comma");
        var dialog = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Settings" });
        foreach (var (label, choice) in choices)
        {
            var field = dialog.GetByLabel(label, new LocatorGetByLabelOptions { Exact = label == "Model" });
            await (label == "Model" ? field.FillAsync(choice) : field.SelectOptionAsync(choice));
        }

        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }
}
