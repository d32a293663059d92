using System.Text.RegularExpressions;
using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What the user writes in a file: none of it is lost, and none of it replaces what somebody else wrote, without a word.</summary>
internal sealed class EditorTests : PageTest
{
    private ILocator Text => Page.Locator(".cm-content");

    private ILocator Dot => Page.Locator(".editor .dirty");

    [Test]
    public async Task Unsaved_text_stays_when_the_connection_breaks_and_when_something_else_is_looked_at()
    {
        Expected.Add("WebSocket");
        Expected.Add("Failed to load resource");
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("I am listening.") { WaitForResponse = true }));
        await StateAsync("Ready");
        await SayAsync("The first session");
        await StateAsync("Your turn");
        await OpenNotesAsync("mkdir -p deep && touch deep/inside.txt");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "deep", Exact = true }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "inside.txt", Exact = true })).ToBeVisibleAsync();
        await TypeAtEndAsync("two");

        await Server.StopAsync();
        await StateAsync("Offline");
        await Server.StartAsync();
        await StateAsync("Your turn");
        await Assertions.Expect(Text).ToHaveTextAsync("onetwo");
        await Assertions.Expect(Dot).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "inside.txt", Exact = true })).ToBeVisibleAsync();

        await ShowAsync("Terminal");
        await Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true }).FillAsync("half a comm");
        await ShowAsync("Files");
        await Assertions.Expect(Text).ToHaveTextAsync("onetwo");
        await Page.Keyboard.PressAsync("Alt+KeyT");
        await StateAsync("Ready");
        await SeesAsync("No file is open");
        await ShowAsync("Terminal");
        await Assertions.Expect(Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true })).ToHaveValueAsync("");
        await ShowAsync("Files");
        await Page.Keyboard.PressAsync("Alt+KeyS");
        await Page.Locator(".sessions li", new PageLocatorOptions { HasText = "The first session" }).Locator(".session").ClickAsync();
        await StateAsync("Your turn");
        await Assertions.Expect(Text).ToHaveTextAsync("onetwo");
        await Text.ClickAsync();
        await Page.Keyboard.PressAsync("Control+KeyZ");
        await Assertions.Expect(Dot).ToBeHiddenAsync();
        await TypeAtEndAsync("three");
        await Page.Keyboard.PressAsync("Control+KeyS");
        await SeesAsync("Saved.");

        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("onethree"));
        await ShowAsync("Terminal");
        await Assertions.Expect(Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true })).ToHaveValueAsync("half a comm");
    }

    [TestCase(1280, ColorScheme.Light)]
    [TestCase(390, ColorScheme.Dark)]
    public async Task A_file_with_unsaved_text_is_not_closed_before_the_user_said_what_becomes_of_it(int width, ColorScheme scheme)
    {
        await VisitAsync(() => new ScriptedAgent(), width, 800, scheme);
        await StateAsync("Ready");
        await OpenNotesAsync();
        var question = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Save notes.txt?" });
        var close = Page.GetByLabel("Close the file");

        await close.ClickAsync();
        await SeesAsync("notes.txt");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes.txt", Exact = true }).ClickAsync();
        await TypeAtEndAsync(" mine");
        await close.ClickAsync();
        await question.WaitForAsync();
        var findings = await Axe.FindAsync(Page, "unsaved");
        await PictureAsync($"unsaved-{width}");
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(question).ToBeHiddenAsync();
        await Assertions.Expect(Text).ToHaveTextAsync("one mine");
        await close.ClickAsync();
        await question.GetByText("Keep editing").ClickAsync();
        await close.ClickAsync();
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(Text).ToHaveCountAsync(0);
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("one mine"));

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes.txt", Exact = true }).ClickAsync();
        await TypeAtEndAsync(" lost");
        await close.ClickAsync();
        await question.GetByText("Discard").ClickAsync();

        await Assertions.Expect(Text).ToHaveCountAsync(0);
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("one mine"));
        Assert.That(findings, Is.Empty);
    }

    [Test]
    public async Task Another_file_is_not_opened_over_unsaved_text()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await OpenNotesAsync("printf other > other.txt");
        await TypeAtEndAsync(" mine");

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "other.txt", Exact = true }).ClickAsync();
        var question = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Save notes.txt?" });
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Save", Exact = true }).ClickAsync();

        await Assertions.Expect(Text).ToHaveTextAsync("other");
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("one mine"));
    }

    [Test]
    public async Task The_page_is_not_left_with_unsaved_text_before_the_browser_has_asked()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await OpenNotesAsync();
        await TypeAtEndAsync(" mine");
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.Dialog += async (_, dialog) =>
        {
            await dialog.DismissAsync();
            asked.TrySetResult(dialog.Type);
        };

        await Page.EvaluateAsync("() => { location.reload(); }");

        Assert.That(await asked.Task.WaitAsync(TimeSpan.FromSeconds(60)), Is.EqualTo("beforeunload"));
        await Assertions.Expect(Text).ToHaveTextAsync("one mine");
        await Page.Keyboard.PressAsync("Control+KeyS");
        await SeesAsync("Saved.");
        await Page.ReloadAsync();
        await StateAsync("Ready");
    }

    [Test]
    public async Task An_open_file_that_is_not_changed_here_follows_the_disk()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await OpenNotesAsync();

        foreach (var text in new[] { "first", "second", "third" })
        {
            await ShellAsync($"printf {text} > notes.txt");
            await Assertions.Expect(Text).ToHaveTextAsync(text);
            await Assertions.Expect(Dot).ToBeHiddenAsync();
        }

        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Save", Exact = true })).ToBeDisabledAsync();
    }

    [TestCase(1280, ColorScheme.Dark)]
    [TestCase(390, ColorScheme.Light)]
    public async Task What_was_changed_on_both_sides_is_overwritten_only_when_the_user_says_so(int width, ColorScheme scheme)
    {
        await VisitAsync(() => new ScriptedAgent(), width, 800, scheme);
        await StateAsync("Ready");
        await OpenNotesAsync();
        await TypeAtEndAsync(" mine");
        await ShellAsync("printf theirs > notes.txt");
        await Assertions.Expect(Page.Locator(".editor .hint")).ToHaveTextAsync("Changed on disk");
        await Assertions.Expect(Text).ToHaveTextAsync("one mine");
        var question = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "notes.txt has changed on disk" });

        await Text.PressAsync("Control+KeyS");
        await question.WaitForAsync();
        var findings = await Axe.FindAsync(Page, "changed");
        await PictureAsync($"changed-{width}");
        await question.GetByText("Cancel").ClickAsync();
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("theirs"));
        await Text.PressAsync("Control+KeyS");
        await question.GetByText("Overwrite it with mine").ClickAsync();
        await Assertions.Expect(Dot).ToBeHiddenAsync();
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("one mine"));

        await TypeAtEndAsync(" again");
        await ShellAsync("printf newer > notes.txt");
        await Assertions.Expect(Page.Locator(".editor .hint")).ToHaveTextAsync("Changed on disk");
        await Text.PressAsync("Control+KeyS");
        await question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Take the one on disk" }).ClickAsync();
        await Assertions.Expect(Text).ToHaveTextAsync("newer");
        await Assertions.Expect(Dot).ToBeHiddenAsync();
        await Text.PressAsync("Control+KeyZ");

        await Assertions.Expect(Text).ToHaveTextAsync("one mine again");
        await Assertions.Expect(Dot).ToBeVisibleAsync();
        Assert.That(await ReadAsync("notes.txt"), Is.EqualTo("newer"));
        Assert.That(findings, Is.Empty);
    }

    private async Task OpenNotesAsync(string more = "true")
    {
        await ShellAsync($"printf one > notes.txt; {more}");
        await ShowAsync("Files");
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "notes.txt", Exact = true }).ClickAsync();
        await Assertions.Expect(Text).ToHaveTextAsync(new Regex("^one"));
    }

    private Task ShowAsync(string panel) => Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = panel }).ClickAsync();

    private async Task TypeAtEndAsync(string text)
    {
        await Text.ClickAsync();
        await Page.Keyboard.PressAsync("Control+End");
        // At once: what is typed key by key, on a slow machine, is more than one step to undo.
        await Page.Keyboard.InsertTextAsync(text);
        await Assertions.Expect(Dot).ToBeVisibleAsync();
    }

    // As the agent does, whatever the user looks at.
    private async Task ShellAsync(string command) => await Server.Session.Events.PublishAsync(new CmdRunAction(command), EventSource.Agent);

    private async Task<string> ReadAsync(string name) =>
        await File.ReadAllTextAsync(Directory.GetFiles(Server.Workspaces, name, SearchOption.AllDirectories).Single());
}
