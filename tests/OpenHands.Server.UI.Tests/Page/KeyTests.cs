using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>The page without a mouse.</summary>
internal sealed class KeyTests : PageTest
{
    private const string Mac = "Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' });";

    private const string Press = "({ key, code, where }) => document.querySelector(where).dispatchEvent(new KeyboardEvent('keydown', { key, code, altKey: true, bubbles: true, cancelable: true }))";

    [Test]
    public async Task Characters_that_a_Mac_types_with_Option_are_typed()
    {
        await VisitAsync(() => new ScriptedAgent(), script: Mac);
        await StateAsync("Ready");

        var isTyped = await Page.EvaluateAsync<bool>(Press, new { key = "[", code = "Digit5", where = "#composer" });
        await Assertions.Expect(Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Terminal" })).ToHaveAttributeAsync("aria-selected", "true");
        var isTypedElsewhere = await Page.EvaluateAsync<bool>(Press, new { key = "[", code = "Digit5", where = "[role=log]" });

        Assert.That((isTyped, isTypedElsewhere), Is.EqualTo((true, false)));
        await Assertions.Expect(Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Browser" })).ToHaveAttributeAsync("aria-selected", "true");
    }

    [TestCase("Alt+Digit1", "composer")]
    [TestCase("Alt+Digit2", "command")]
    [TestCase("Alt+Digit4", "panel")]
    public async Task A_part_that_is_chosen_by_keys_has_the_focus(string keys, string place)
    {
        await VisitAsync(() => new ScriptedAgent(), 390);
        await StateAsync("Ready");
        await Page.Locator("#command").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

        await Page.Keyboard.PressAsync(keys);

        await Assertions.Expect(Page.Locator($"#{place}")).ToBeFocusedAsync();
    }

    [Test]
    public async Task A_dialog_gives_the_focus_back()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var settings = Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Settings" });
        await settings.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByRole(AriaRole.Dialog).WaitForAsync();

        await Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(settings).ToBeFocusedAsync();
    }

    [Test]
    public async Task Lines_that_are_pasted_stay_lines_and_can_be_had_again()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var line = Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true });
        await line.FocusAsync();

        await Page.Keyboard.InsertTextAsync("echo on''e\necho tw''o");
        await PictureAsync("pasted-lines");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator(".card .preview")).ToHaveTextAsync("one\ntwo");
        await Assertions.Expect(line).ToHaveValueAsync("");
        await Page.Keyboard.TypeAsync("echo th''ree");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator(".card .preview").Last).ToHaveTextAsync("three");
        await Page.Keyboard.PressAsync("ArrowUp");
        await Page.Keyboard.PressAsync("ArrowUp");

        await Assertions.Expect(line).ToHaveValueAsync("echo on''e\necho tw''o");
    }
}
