using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What agents and programs say is data, whatever it looks like.</summary>
internal sealed class StrangerTests : PageTest
{
    private const string Hostile =
        """
        # Look here
        <script>window.owned = 1</script> <img src="https://evil.example/a.png" onerror="window.owned = 2"> <iframe src="https://evil.example"></iframe>
        <a href="javascript:window.owned=3">html link</a> [script link](javascript:window.owned=4) [data link](data:text/html,<script>window.owned=5</script>)
        ![tracker](https://evil.example/pixel.png) ![svg](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=) [honest link](https://example.com/page)

        ```html
        <script>window.owned = 6</script>
        ```
        """;

    private static readonly string[] s_links = ["https://evil.example/pixel.png noopener noreferrer nofollow", "https://example.com/page noopener noreferrer nofollow"];

    [Test]
    public async Task Hostile_markdown_neither_runs_nor_fetches_anything()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction(Hostile) { WaitForResponse = true }));
        await StateAsync("Ready");

        await SayAsync("Show me");
        await SeesAsync("Look here");
        await SeesAsync("honest link");

        // Until the renderer is loaded the text is shown as it came.
        await Page.Locator(".message a").First.WaitForAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Page.EvaluateAsync<bool>("() => 'owned' in window"), Is.False);
            Assert.That(await Page.Locator(".message script, .message iframe, .message img").CountAsync(), Is.Zero);
            Assert.That(
                await Page.Locator(".message a").EvaluateAllAsync<string[]>("links => links.map(link => link.href + ' ' + link.rel)"),
                Is.EqualTo(s_links));
            Assert.That(Elsewhere, Is.Empty);
        }

        await PictureAsync("hostile");
    }

    [Test]
    public async Task Hostile_escapes_change_neither_the_page_nor_what_is_typed()
    {
        await VisitAsync(() => new ScriptedAgent(_ => new MessageAction("Yes?") { WaitForResponse = true }));
        await StateAsync("Ready");

        await RunAsync(@"printf '\033]0;owned\007\033]52;c;b3duZWQ=\007\033[6n\033[c\033]8;;https://evil.example\033\\link\033]8;;\033\\\033[2J\033[31mred\033[0m end-of-it\n'");
        await SeesAsync("linkred end-of-it");
        await RunAsync("echo still here");
        await SeesAsync("still here");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Page.TitleAsync(), Is.EqualTo("OpenHands"));
            Assert.That(await Page.Locator(".screen a").CountAsync(), Is.Zero);
            Assert.That(await Page.Locator(".card").CountAsync(), Is.EqualTo(2), "Nothing but the two commands was run.");
            Assert.That(Elsewhere, Is.Empty);
        }
    }

    [Test]
    public async Task Nothing_hides_or_changes_places_in_what_is_to_be_approved()
    {
        await VisitAsync(
            () => new ScriptedAgent(
                new FileWriteAction("a\u202Etxt.sh", "echo \u2066hidden\u2069\n"),
                new CmdRunAction("cp \u05D0 /\u05D1 # \u202Efdp.\u200Bexe\u001B[8m"),
                new AgentFinishAction { Thought = "See [this](https://example.com/\u202Egpj.exe)." }),
            configure: options => options.Defaults = options.Defaults with { ConfirmationMode = true });
        await StateAsync("Ready");
        await SayAsync("Go");
        var question = Page.GetByLabel("Approval");

        await Assertions.Expect(question.GetByLabel("What it wants to do")).ToHaveTextAsync("aU+202Etxt.sh");
        await Assertions.Expect(question.GetByLabel("What it wants to write")).ToHaveTextAsync("echo U+2066hiddenU+2069");
        await Page.Keyboard.PressAsync("Alt+KeyY");
        var command = question.GetByLabel("What it wants to do");
        await Assertions.Expect(command).ToHaveTextAsync("cp \u05D0 /\u05D1 # U+202Efdp.U+200BexeU+001B[8m");
        await PictureAsync("approval-hidden");
        var places = await command.Locator("bdi").EvaluateAllAsync<double[]>("words => words.map(word => word.getBoundingClientRect().x)");
        await Page.Keyboard.PressAsync("Alt+KeyY");
        await StateAsync("Finished");
        await Page.Locator(".card-head").Last.ClickAsync();
        await Page.Keyboard.PressAsync("Alt+Digit3");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(places, Has.Length.EqualTo(2).And.Ordered, "What comes first stands first.");
            await Assertions.Expect(Page.GetByLabel("What is run")).ToHaveTextAsync("cp \u05D0 /\u05D1 # U+202Efdp.U+200BexeU+001B[8m");
            await Assertions.Expect(Page.Locator(".card .subject").First).ToHaveTextAsync("aU+202Etxt.sh");
            await Assertions.Expect(Page.Locator(".file-tree")).ToContainTextAsync("aU+202Etxt.sh");
            await Assertions.Expect(Page.Locator(".message a")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("/(U\\+202E|%E2%80%AE)gpj"));
        }
    }

    [Test]
    public async Task The_policy_lets_in_nothing_but_the_page_itself()
    {
        await VisitAsync(() => new ScriptedAgent());
        Expected.Add("Content Security Policy");
        using var http = new HttpClient();

        using var answer = await http.GetAsync(Server.Address);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var isBlocked = await Page.EvaluateAsync<bool>(
            "() => new Promise(done => { addEventListener('securitypolicyviolation', () => done(true)); const script = document.createElement('script'); script.textContent = 'window.owned = 1'; document.head.append(script); })");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(policy, Does.StartWith("default-src 'none'; script-src 'self';"));
            Assert.That(policy, Does.Contain("frame-ancestors 'none'"));
            Assert.That(isBlocked, Is.True);
            Assert.That(await Page.EvaluateAsync<bool>("() => 'owned' in window"), Is.False);
        }
    }
}
