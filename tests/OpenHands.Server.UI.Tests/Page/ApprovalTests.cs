using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>That nothing is approved by accident, and that what is approved is what was read.</summary>
internal sealed class ApprovalTests : PageTest
{
    private ILocator Question => Page.GetByLabel("Approval");

    private ILocator Asked => Question.GetByLabel("What it wants to do");

    private ILocator Approve => Question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve" });

    private ILocator Reject => Question.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Reject" });

    [Test]
    public async Task A_key_that_is_held_approves_one_action()
    {
        await AskAsync(new CmdRunAction("echo first > done.txt"), new CmdRunAction("echo second >> done.txt"));
        await Assertions.Expect(Asked).ToHaveTextAsync("echo first > done.txt");

        await Page.Keyboard.DownAsync("Alt");
        await Page.Keyboard.DownAsync("KeyY");
        await Assertions.Expect(Asked).ToHaveTextAsync("echo second >> done.txt");
        await Page.Keyboard.DownAsync("KeyY");
        await Page.Keyboard.DownAsync("KeyY");
        await Page.Keyboard.UpAsync("KeyY");
        await Page.Keyboard.UpAsync("Alt");
        await Page.Keyboard.PressAsync("Alt+KeyN");

        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".badge.fail")).ToHaveTextAsync("rejected");
    }

    [Test]
    public async Task The_second_click_of_two_approves_nothing()
    {
        await AskAsync(new CmdRunAction("echo first"), new CmdRunAction("echo second"));
        await Approve.HoverAsync();

        await PressAsync(1);
        await Assertions.Expect(Asked).ToHaveTextAsync("echo second");
        await Approve.HoverAsync();
        await PressAsync(2);
        await Reject.ClickAsync();

        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".badge.fail")).ToHaveTextAsync("rejected");
    }

    [Test]
    public async Task A_decision_is_made_once()
    {
        await AskAsync(new CmdRunAction("echo first"), new CmdRunAction("echo second"));
        await Approve.WaitForAsync();

        // In one go, before anybody can answer: what the server sends is heard after both.
        await Page.EvaluateAsync(
            """
            async () => {
              const sent = WebSocket.prototype.send;
              window.sent = 0;
              WebSocket.prototype.send = function (text) { window.sent += text.includes('user_confirmed'); sent.call(this, text); };
              document.getElementById('approve').click();
              await Promise.resolve();
              dispatchEvent(new KeyboardEvent('keydown', { key: 'y', code: 'KeyY', altKey: true }));
            }
            """);

        await Assertions.Expect(Asked).ToHaveTextAsync("echo second");
        Assert.That(await Page.EvaluateAsync<int>("() => window.sent"), Is.EqualTo(1));
        await Assertions.Expect(Approve).ToBeEnabledAsync();
    }

    [Test]
    public async Task Nobody_decides_under_a_dialog()
    {
        await AskAsync(new CmdRunAction("echo first"));
        await Page.Keyboard.PressAsync("Alt+KeyS");
        var dialog = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Sessions" });
        await dialog.WaitForAsync();

        await Page.Keyboard.PressAsync("Alt+KeyY");
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Page.Keyboard.PressAsync("Alt+KeyN");

        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".badge.fail")).ToHaveTextAsync("rejected");
    }

    [Test]
    public async Task On_a_narrow_screen_the_question_is_shown_before_it_can_be_answered()
    {
        await AskAsync(390, new CmdRunAction("echo first"), new CmdRunAction("echo second"));
        await Approve.ClickAsync();
        await Assertions.Expect(Asked).ToHaveTextAsync("echo second");
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Assertions.Expect(Question).ToBeHiddenAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Chat: something waits for you" })).ToBeVisibleAsync();
        await PictureAsync("approval-elsewhere-390");

        await Page.Keyboard.PressAsync("Alt+KeyY");
        await Assertions.Expect(Question).ToBeVisibleAsync();
        await Assertions.Expect(Reject).ToBeFocusedAsync();
        await Page.GetByRole(AriaRole.Tab, new PageGetByRoleOptions { Name = "Files" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Needs your approval" }).ClickAsync();
        await Assertions.Expect(Asked).ToHaveTextAsync("echo second");
        await Reject.ClickAsync();

        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".badge.fail")).ToHaveTextAsync("rejected");
    }

    [Test]
    public async Task A_question_takes_the_focus_from_nobody_who_writes()
    {
        var gate = new TaskCompletionSource();
        await BeginAsync(gate.Task);
        var line = Page.GetByLabel("Command", new PageGetByLabelOptions { Exact = true });
        await line.FocusAsync();
        await Page.Keyboard.TypeAsync("echo");

        gate.SetResult();
        await Assertions.Expect(Question).ToBeVisibleAsync();
        await Page.Keyboard.TypeAsync(" user");
        await Assertions.Expect(line).ToHaveValueAsync("echo user");
        await StateAsync("Needs your approval");
        await Page.Keyboard.PressAsync("Alt+KeyN");

        await StateAsync("Your turn");
        await Assertions.Expect(line).ToBeFocusedAsync();
    }

    [Test]
    public async Task Who_writes_nowhere_gets_the_safe_button_and_goes_on_with_the_message()
    {
        var gate = new TaskCompletionSource();
        await BeginAsync(gate.Task);
        await Page.GetByLabel("Message to the agent").BlurAsync();

        gate.SetResult();
        await Assertions.Expect(Reject).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");

        await StateAsync("Your turn");
        await Assertions.Expect(Page.GetByLabel("Message to the agent")).ToBeFocusedAsync();
    }

    [Test]
    public async Task What_waited_when_the_agent_was_stopped_did_not_run()
    {
        await AskAsync(new CmdRunAction("echo first") { SecurityRisk = SecurityRisk.High });
        await Assertions.Expect(Page.Locator(".card .verb")).ToHaveTextAsync("Wants to run");

        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop" }).ClickAsync();
        await StateAsync("Stopped");

        await Assertions.Expect(Page.Locator(".card .verb")).ToHaveTextAsync("Did not run");
        await Assertions.Expect(Question).ToBeHiddenAsync();
        await Page.ReloadAsync();
        await StateAsync("Stopped");
        await Assertions.Expect(Page.Locator(".card .verb")).ToHaveTextAsync("Did not run");
    }

    [Test]
    public async Task Nothing_is_left_out_of_what_can_be_approved()
    {
        var text = $"begin {new string('.', 100_000)} middle {new string('.', 100_000)} end";
        await AskAsync(new FileWriteAction("long.txt", text) { Start = 2, End = 5 }, new CmdRunAction($"true {new string('#', 1_000_000)}"));

        await Assertions.Expect(Question.GetByLabel("What it wants to write")).ToHaveTextAsync(text);
        await Assertions.Expect(Question).ToContainTextAsync("In place of lines 3 to 5");
        await PictureAsync("approval-long");
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await Assertions.Expect(Question).ToContainTextAsync("It is too long to be shown whole; reject it.");
        await Assertions.Expect(Approve).ToBeDisabledAsync();
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await Reject.ClickAsync();

        await StateAsync("Your turn");
        await Assertions.Expect(Page.Locator(".badge.fail").Last).ToHaveTextAsync("rejected");
    }

    private static void Asking(ServerOptions options) => options.Defaults = options.Defaults with { ConfirmationMode = true };

    private Task AskAsync(params AgentAction[] actions) => AskAsync(1280, actions);

    private async Task AskAsync(int width, params AgentAction[] actions)
    {
        await VisitAsync(() => new ScriptedAgent(actions), width, configure: Asking);
        await StateAsync("Ready");
        await SayAsync("Go");
        await StateAsync("Needs your approval");
    }

    /// <summary>The agent is at work, and asks when the gate opens.</summary>
    private async Task BeginAsync(Task gate)
    {
        await VisitAsync(
            () => new ScriptedAgent(async (_, cancellationToken) =>
            {
                await gate.WaitAsync(cancellationToken);
                return new CmdRunAction("echo agent");
            }),
            configure: Asking);
        await StateAsync("Ready");
        await SayAsync("Go");
        await StateAsync("Working");
    }

    // Of several clicks in quick succession, the one with this number.
    private async Task PressAsync(int number)
    {
        await Page.Mouse.DownAsync(new MouseDownOptions { ClickCount = number });
        await Page.Mouse.UpAsync(new MouseUpOptions { ClickCount = number });
    }
}
